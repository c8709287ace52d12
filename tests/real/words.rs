// words FILE MADE: threads count the words of a file, each the ones that begin
// with some letters.
use std::collections::BTreeMap;
use std::sync::{mpsc, Arc};
use std::{env, fs, process, thread};

fn main() {
    let args: Vec<String> = env::args().collect();
    if args.len() != 3 {
        eprintln!("usage: words FILE MADE");
        process::exit(2);
    }
    let text = match fs::read_to_string(&args[1]) {
        Ok(text) => Arc::new(text),
        Err(e) => {
            eprintln!("{}: {}", args[1], e);
            process::exit(3);
        }
    };
    let (sender, receiver) = mpsc::channel();
    let threads: Vec<_> = (0..4u32)
        .map(|which| {
            let (text, sender) = (Arc::clone(&text), sender.clone());
            thread::spawn(move || {
                let mut count = BTreeMap::new();
                for word in text.split_whitespace() {
                    if word.bytes().map(u32::from).sum::<u32>() % 4 == which {
                        *count.entry(word.to_string()).or_insert(0) += 1;
                    }
                }
                sender.send(count).unwrap();
            })
        })
        .collect();
    drop(sender);
    let mut all = BTreeMap::new();
    for count in receiver {
        all.extend(count);
    }
    for thread in threads {
        thread.join().unwrap();
    }
    let lines: String = all.iter().map(|(w, n)| format!("{} {}\n", n, w)).collect();
    print!("{}", lines);
    if let Err(e) = fs::write(&args[2], lines) {
        eprintln!("{}: {}", args[2], e);
        process::exit(4);
    }
    let caught = std::panic::catch_unwind(|| all["no such word"]);
    println!("a panic was caught: {}", caught.is_err());
    process::exit(6);
}
