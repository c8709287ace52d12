# The cases of the programs of real.bats and real_more.bats.

busybox_files() {
	seq 1 3000 >numbers
	printf 'one line\nand another one\nthe last' >text
	mkdir folder
	echo 5 >folder/five
	cat >script <<'S'
count=0 sum=0
while read -r n; do
	count=$((count + 1)) sum=$((sum + n))
done <numbers
echo "$count lines, sum $sum" >made
echo again >>made
{ read -r first; read -r second; } <made
case $first in
3000*) printf '%s: %d\n' "$second" "${first##* }" ;;
esac
show() {
	local word
	for word; do
		echo "<$word>"
	done
}
set -- 'two words' "${first%%,*}"
show "$@"
[ -f made ] && [ ! -d made ] && echo there
cat_here() { while read -r line; do echo "here: $line"; done; }
exec 3>third
echo to the third >&3
exec 3>&-
cd folder && read -r five <five && echo "five: $five"
exit 7
S
	touch -d '2024-01-02 03:04:05' ./* folder/*
	touch -d '2024-01-02 03:04:05' folder
}
busybox_ls() { "$1" ls -l; }
busybox_script() { "$1" sh script; }
busybox_wc() { "$1" wc numbers text; }
busybox_grep() { "$1" grep -n 'one\|last' text; }
busybox_sum() { "$1" sha256sum numbers text; }
busybox_cases='ls script wc grep sum'

bash_files() {
	cat >script <<'S'
fib() {
	local n=$1
	((n < 2)) && { echo "$n"; return; }
	echo $(($(fib $((n - 1))) + $(fib $((n - 2)))))
}
echo "$((2 ** 40 + 0x1f - 7 % 4)) $((1 << 20 | 3))"
for ((i = 0, sum = 0; i < 1000; i++)); do
	((sum += i * i))
done
echo "sum $sum, fib $(fib 8)"
declare -A of=([one]=1 [two]=2)
for k in one two; do
	echo "$k: ${of[$k]}"
done
name=reader
while IFS=: read -r left right; do
	printf '%-6s|%6s\n' "$left" "$right"
done <<END
a:1
$name:$((6 * 7))
END
mapfile -t lines < <(printf '%s\n' x 'y z')
echo "${#lines[@]} ${lines[1]^^}"
[[ abc123 =~ ^[a-z]+([0-9]+)$ ]] && echo "${BASH_REMATCH[1]}"
read -r word rest <<<"here string"
echo "$rest" >made
trap 'echo at the end' EXIT
echo folder/* no*match
exit 5
S
	mkdir folder
	touch folder/a folder/b
}
bash_script() { "$1" script; }
bash_cases=script

threads_files() {
	seq 1 20000 >numbers
}
threads_sums() { "$1" numbers made; }
threads_cases=sums

# 100,000 rows, and a few for what is run often
sqlite3_files() {
	sqlite3_script_of 100000 >script
	sqlite3_script_of 500 >few
}
sqlite3_script_of() {
	cat <<S
create table t(id integer primary key, name text, value real);
create index names on t(name);
begin;
with recursive n(i) as (select 1 union all select i + 1 from n where i < $1)
insert into t select i, 'name ' || (i * 7919 % 100003), i / 8.0 from n;
commit;
select count(*), sum(id), sum(value) from t;
select name from t where name like 'name 9999%' order by name;
update t set value = -1 where id % 1000 = 0;
delete from t where id > $1 - 10;
select count(*), min(value), max(id) from t;
pragma integrity_check;
S
}
sqlite3_script() { "$1" -init /dev/null -batch made.db <script; }
sqlite3_few() { "$1" -init /dev/null -batch made.db <few; }

go_files() {
	seq 1 20000 >numbers
}
go_sums() { "$1" numbers made; }

rust_files() {
	local i
	for i in 1 2 3 4 5; do
		seq -f 'the %.0f words' 1 $((i * 10))
	done >text
}
rust_words() { RUST_BACKTRACE=0 "$1" text made; }
