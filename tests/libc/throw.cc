// Exceptions through frames, threads and handlers; "terminate" as an argument:
// one that nobody catches.
#include <cstring>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <typeinfo>

#include "show.h"

struct Counted {
	static int live;
	Counted()
	{
		live++;
	}
	~Counted()
	{
		live--;
	}
};
int Counted::live = 0;

struct Base {
	virtual ~Base() = default;
	virtual int
	kind() const
	{
		return 1;
	}
};
struct Derived : Base {
	int
	kind() const override
	{
		return 2;
	}
};

__attribute__((noinline)) static int
deep(int n)
{
	Counted c;

	if (n == 0)
		throw std::runtime_error("bottom");
	return deep(n - 1) + c.live;
}

static std::string
caught()
{
	try {
		return std::to_string(deep(50));
	} catch (const std::exception &e) {
		return e.what();
	}
}

static int
rethrown()
{
	try {
		try {
			throw Derived();
		} catch (Base &b) {
			Counted c;
			if (b.kind() == 2)
				throw;
		}
	} catch (const Derived &d) {
		return d.kind();
	}
	return 0;
}

static std::string
nested()
{
	try {
		try {
			deep(3);
		} catch (...) {
			std::throw_with_nested(std::logic_error("outer"));
		}
	} catch (const std::exception &e) {
		try {
			std::rethrow_if_nested(e);
		} catch (const std::exception &inner) {
			return std::string(e.what()) + " " + inner.what();
		}
	}
	return "";
}

static void
quits() noexcept(false)
{
	throw 7;
}

int
main(int argc, char **)
{
	std::exception_ptr from_thread;
	std::string in_thread;

	show("frames", caught() == "bottom" && Counted::live == 0);
	show("rethrown", rethrown() == 2 && Counted::live == 0);
	show("nested", nested() == "outer bottom");
	std::thread([&] { in_thread = caught(); }).join();
	show("thread", in_thread == "bottom");
	std::thread([&] {
		try {
			deep(5);
		} catch (...) {
			from_thread = std::current_exception();
		}
	}).join();
	try {
		std::rethrow_exception(from_thread);
	} catch (const std::runtime_error &e) {
		show("from thread", strcmp(e.what(), "bottom") == 0);
	}
	std::unique_ptr<Base> b(new Derived);
	show("cast",
	    dynamic_cast<Derived *>(b.get()) != nullptr &&
		typeid(*b) == typeid(Derived));
	fflush(stdout);
	if (argc > 1)
		quits();
	return 3;
}
