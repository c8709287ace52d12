#!/usr/bin/perl
# stage.pl - a stage in another language, from image-stream(5) alone.
#
# Reads a stream on standard input, checks its frame, its order and its tables,
# and writes it with two records more: a note, of a type no reader knows, after
# the sites, and a statement of its own. perl-base has all it needs.
use strict;
use warnings;

use constant { HEADER => 16, PAYLOAD_MAX => 262144, TEXT_MAX => 4096 };

my $MAGIC = "\x8cLDP\r\n\x1a\n";
my $ORDER = 0;
my %RANK  = map { $_ => $ORDER++ }
  qw(PROG SEGM SITE NSET PLAN PSET DATA symb stmt), 'END ';
my %ENTRY = (SITE => 80, NSET => 128, PLAN => 16, PSET => 128);
my %MOST  = (SITE => 65536, NSET => 4096, PLAN => 65536, PSET => 4096);

my ($in, $offset, $eof) = ('', 0, 0);    # unread bytes, and where they stand
my ($begun, $count, $sums) = (0, 0, ''); # of what was written

# CRC-32 as in zlib and PNG: reflected, polynomial 0xedb88320.
my @CRC = map {
	my $c = $_;
	$c = $c & 1 ? 0xedb88320 ^ $c >> 1 : $c >> 1 for 1 .. 8;
	$c
} 0 .. 255;

sub crc32 {
	my $c = 0xffffffff;
	$c = $CRC[($c ^ $_) & 255] ^ $c >> 8 for unpack 'C*', $_[0];
	return $c ^ 0xffffffff;
}

sub put {
	print {*STDOUT} $_[0] or lost();
}

sub lost {
	print {*STDERR} "stage.pl: -: WRITE: cannot write \@-: $!\n";
	exit 2;
}

sub begin {
	return if $begun++;
	put($MAGIC . pack 'vvV', 1, 0, 0);
}

# A record as it stands in the stream, its CRC last.
sub put_record {
	my ($bytes) = @_;
	begin();
	$count++;
	$sums .= substr $bytes, -4;
	put($bytes);
}

sub record {
	my ($type, $payload) = @_;
	my $head = pack 'a4VQ<', $type, 0, length $payload;
	return
	    $head
	  . $payload
	  . "\0" x (-(length($payload) + 4) % 8)
	  . pack 'V', crc32($head . $payload);
}

sub texts {
	my @texts = map { substr $_, 0, TEXT_MAX } @_;
	return pack('v4', map { length } @texts) . join '', @texts;
}

sub finish {
	my ($status) = @_;
	close STDOUT or lost();
	exit $status;
}

# One message, one STOP, one status.
sub fail {
	my ($code, $what) = @_;
	my $place = "stream byte $offset";
	print {*STDERR} "stage.pl: -: $code: $what \@$place: see image-stream(5)\n";
	put_record(record('STOP', pack('VV', 2, 0)
		      . texts('stage.pl', $code, $place, $what)));
	finish(2);
}

# $in gets n bytes, fewer at the stream's end.
sub want {
	my ($n) = @_;
	while (length $in < $n && !$eof) {
		my $got = sysread STDIN, $in, $n - length $in, length $in;
		fail('READ', "cannot read: $!") if !defined $got;
		$eof = $got == 0;
	}
	return length $in >= $n;
}

sub read_signature {
	want(16);
	my $n = length $in < 8 ? length $in : 8;
	if (substr($in, 0, $n) ne substr $MAGIC, 0, $n) {
		# The name survived, but not the bytes around it.
		fail('TEXT_MANGLED', 'the signature was changed')
		  if $in =~ /^(?:[\x0c\x8c?]|\xc2\x8c|\xef\xbf\xbd)LDP/;
		fail('BAD_MAGIC', 'not an image stream');
	}
	fail('TRUNCATED', 'the signature is cut') if length $in < 16;
	my ($major, undef, $reserved) = unpack 'x8 vvV', $in;
	fail('BAD_VERSION', "major version $major") if $major != 1;
	fail('RESERVED_FIELD', 'in the signature') if $reserved != 0;
	drop(16);
}

sub drop {
	my ($n) = @_;
	substr $in, 0, $n, '';
	$offset += $n;
}

# (type, payload, all the bytes) of the next record, its frame checked.
sub read_record {
	want(HEADER) or fail('TRUNCATED', 'it ends without END or STOP');
	my ($type, $flags, $n) = unpack 'a4VQ<', $in;
	fail('BAD_TYPE', 'not four letters') if $type !~ /^[A-Za-z]{3}[A-Za-z ]\z/;
	fail('RESERVED_FIELD', 'flags') if $flags != 0;
	fail('BAD_LENGTH', "$n bytes")  if $n > PAYLOAD_MAX;
	my $padding = -($n + 4) % 8;
	my $size = HEADER + $n + $padding + 4;
	want($size) or fail('TRUNCATED', 'it ends inside a record');
	my $bytes = substr $in, 0, $size;
	fail('BAD_CRC', $type)
	  if crc32(substr $bytes, 0, HEADER + $n) != unpack 'V', substr $bytes, -4;
	fail('BAD_PADDING', $type)
	  if substr($bytes, HEADER + $n, $padding) =~ /[^\0]/;
	return ($type, substr($bytes, HEADER, $n), $bytes);
}

# What comes before END: ranks do not go back, and none that must be is missed.
my ($rank, %table, $segments, $data) = (-1);

sub check_order {
	my ($type) = @_;
	my $new = $RANK{$type};
	fail('BAD_ORDER', "$type may not stand here")
	  if $rank < $RANK{SITE} && $new != $rank + 1
	  || $new < $rank
	  || $type eq 'PSET' && !$table{PLAN};
	check_whole() if $new >= $RANK{DATA} && $rank < $RANK{DATA};
	fail('BAD_DATA', 'bytes are missing')
	  if $new > $RANK{DATA} && $data != $segments;
	$rank = $new;
}

sub check_whole {
	for my $t (values %table) {
		fail('BAD_TABLE', 'entries are missing') if $t->{seen} != $t->{total};
	}
}

sub check_table {
	my ($type, $payload) = @_;
	my $bytes = length($payload) - 8;
	fail('BAD_LENGTH', $type) if $bytes < 0 || $bytes % $ENTRY{$type} != 0;
	my ($total, $first) = unpack 'VV', $payload;
	my $n = $bytes / $ENTRY{$type};
	if ($type eq 'PLAN' && $total != $table{SITE}{total}) {
		fail('PLAN_MISMATCH', 'not as many entries as sites');
	}
	my $t = $table{$type} //= { total => $total, seen => 0 };
	fail('BAD_TABLE', $type)
	  if $t->{total} != $total
	  || $first != $t->{seen}
	  || $total > $MOST{$type}
	  || $first + $n > $total
	  || $n == 0 && ($total > 0 || $t->{any} || $type =~ /SET/);
	$t->{any} = 1;
	$t->{seen} += $n;
}

sub check_texts {
	my ($payload, $code) = @_;
	fail($code, 'lengths') if length $payload < 8;
	my @n = unpack 'v4', $payload;
	my $sum = 8;
	for my $n (@n) {
		fail($code, 'a text is too long') if $n > TEXT_MAX;
		$sum += $n;
	}
	fail($code, 'lengths') if $sum != length $payload;
}

sub check_symbols {
	my ($left) = @_;
	while (length $left) {
		my $n = length $left < 18 ? 0 : unpack 'x16 v', $left;
		my $size = 18 + $n + -(18 + $n) % 8;
		fail('BAD_SYMBOL', 'length')
		  if $n == 0 || $n > TEXT_MAX || $size > length $left;
		fail('BAD_SYMBOL', 'name') if substr($left, 18, $n) =~ /\0/;
		fail('BAD_PADDING', 'symb')
		  if substr($left, 18 + $n, $size - 18 - $n) =~ /[^\0]/;
		$left = substr $left, $size;
	}
}

sub check_known {
	my ($type, $payload) = @_;
	my $n = length $payload;
	if ($type eq 'PROG') {
		fail('BAD_LENGTH', $type)
		  if $n < 32 || $n != 32 + 56 * unpack('x24 v', $payload) +
		  unpack('x26 v', $payload);
	} elsif ($type eq 'SEGM') {
		fail('BAD_LENGTH', $type) if $n == 0 || $n % 48 != 0;
		($segments, $data) = (0, 0);
		$segments += $_ for map { unpack 'x16 Q<', $_ } unpack '(a48)*', $payload;
	} elsif ($ENTRY{$type}) {
		check_table($type, $payload);
	} elsif ($type eq 'DATA') {
		fail('BAD_LENGTH', $type) if $n <= 8;
		$data += $n - 8;
	} elsif ($type eq 'symb') {
		check_symbols($payload);
	} elsif ($type eq 'stmt') {
		check_texts($payload, 'BAD_STATEMENT');
	}
}

# The record, of those bytes, is the stream's last.
sub check_last {
	my ($bytes) = @_;
	fail('TRAILING', 'after the last record') if want(1 + length $bytes);
}

sub check_end {
	my ($payload, $bytes, $seen, $crc) = @_;
	fail('BAD_LENGTH', 'END') if length $payload != 16;
	my ($n, $theirs, $reserved) = unpack 'Q<VV', $payload;
	fail('RESERVED_FIELD', 'END') if $reserved != 0;
	fail('BAD_END', 'count') if $n != $seen;
	fail('BAD_END', 'CRC')   if $theirs != $crc;
	check_last($bytes);
}

sub stop {
	my ($payload, $bytes) = @_;
	fail('BAD_STOP', 'length') if length $payload < 16;
	my ($status, $reserved) = unpack 'VV', $payload;
	fail('BAD_STOP', "status $status") if $status != 1 && $status != 2;
	fail('RESERVED_FIELD', 'STOP') if $reserved != 0;
	check_texts(substr($payload, 8), 'BAD_STOP');
	check_last($bytes);
	put_record($bytes);
	finish($status);
}

binmode STDIN;
binmode STDOUT;
read_signature();
my ($seen, $crcs, $noted) = (0, '', 0);
while (1) {
	my ($type, $payload, $bytes) = read_record();
	stop($payload, $bytes) if $type eq 'STOP';
	check_end($payload, $bytes, $seen, crc32($crcs)) if $type eq 'END ';
	if (defined $RANK{$type}) {
		check_order($type);
		check_known($type, $payload) if $type ne 'END ';
	} elsif ($type =~ /^[A-Z]/) {
		fail('UNKNOWN_RECORD', $type);
	}
	if ($rank > $RANK{NSET} && !$noted++) {
		put_record(record('note', 'stage.pl was here'));
	}
	if ($type eq 'END ') {
		put_record(record('stmt', texts('stage.pl', '1',
				      'frame, order, tables, END', "@ARGV")));
		put_record(record('END ', pack 'Q<VV', $count, crc32($sums), 0));
		finish(0);
	}
	$seen++;
	$crcs .= substr $bytes, -4;
	put_record($bytes);
	drop(length $bytes);
}
