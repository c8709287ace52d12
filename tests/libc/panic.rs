// Rust's unwinding: caught, in a thread, and with destructors.
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

static DROPPED: AtomicUsize = AtomicUsize::new(0);

struct Counted;

impl Drop for Counted {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
    }
}

#[inline(never)]
fn deep(n: usize) -> usize {
    let _c = Counted;
    if n == 0 {
        panic!("bottom");
    }
    deep(n - 1) + 1
}

fn show(what: &str, good: bool) {
    println!("{}: {}", what, if good { "ok" } else { "WRONG" });
}

fn main() {
    panic::set_hook(Box::new(|_| {}));
    let caught = panic::catch_unwind(|| deep(20));
    let text = caught
        .unwrap_err()
        .downcast_ref::<&str>()
        .map(|s| s.to_string());
    show("caught", text.as_deref() == Some("bottom"));
    show("dropped", DROPPED.load(Ordering::SeqCst) == 21);
    let joined = std::thread::spawn(|| deep(4)).join();
    show("thread", joined.is_err());
    show("dropped there", DROPPED.load(Ordering::SeqCst) == 26);
    std::process::exit(11);
}
