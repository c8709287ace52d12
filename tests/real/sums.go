// sums FILE MADE: goroutines add the numbers of a file's lines, through a
// channel, with a map, timers, and the garbage collector.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"time"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: sums FILE MADE")
		os.Exit(2)
	}
	file, err := os.Open(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	numbers := make(chan int)
	digits := map[int]int{}
	var lock sync.Mutex
	var wait sync.WaitGroup
	for i := 0; i < 4; i++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for n := range numbers {
				lock.Lock()
				digits[len(strconv.Itoa(n))] += n
				lock.Unlock()
			}
		}()
	}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			panic(err)
		}
		numbers <- n
	}
	close(numbers)
	wait.Wait()
	runtime.GC()
	before := time.Now()
	select {
	case <-time.After(20 * time.Millisecond):
	}
	fmt.Println("slept:", time.Since(before) >= 20*time.Millisecond)
	var order []int
	for d := range digits {
		order = append(order, d)
	}
	sort.Ints(order)
	text := ""
	for _, d := range order {
		text += fmt.Sprintln(d, "digits:", digits[d])
	}
	fmt.Print(text)
	if err := os.WriteFile(os.Args[2], []byte(text), 0o666); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(4)
	}
}
