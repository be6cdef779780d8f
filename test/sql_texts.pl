#!/usr/bin/perl
# test/sql_texts.pl: prints what is wrong in the SQL of ours, as file:line: text, by the rules of src/base/qualified.h.
#
# usage: test/sql_texts.pl INCLUDE-OPTION… -- FILE…, or - for statements on standard input, one a line
# - Of a C file the preprocessor's output is read, so that a text is seen as it is sent, whatever macros
#   it is made of; a text that is put together at run time is seen piece by piece.
# - What is said to people (errmsg and its like) is no SQL.
# - The extension's scripts run with the search_path that metahog.control pins. Of C files, those in @PINNED do so.

use strict;
use warnings;

# What runs with PINNED_SEARCH_PATH: see own_tables.c and audit_writer.c; what hogql/ prints runs on a remote with that pin.
my @PINNED = (qr{^src/hogql/}, qr{^src/source/}, qr{^src/saved/}, qr{^src/worker/}, qr{^src/schema/snapshot}, qr{^src/schema/local_rows\.});

# Who may run SQL here at all. Each pins the search_path, or is given statements that need no pin (view.c).
my $RUNS_SQL = qr{^src/(?:source/own_tables|worker/audit_store|worker/worker_transaction|schema/local_rows|query/view)\.c$};

# Functions whose arguments are messages.
my $TELLS = qr/^(?:err\w*|elog|ereport|make_error|\w+_error|clean_text|COMMENT)$/;

# Words behind which a parenthesis begins no list of arguments, or one of a construct that asks no search_path.
my $WORDS = qr/^(?:VALUES|ARRAY|COALESCE|LEAST|GREATEST|EXISTS|FILTER|FROM|JOIN|AND|OR|NOT|ON|WHEN|THEN|ELSE|CASE|SELECT|
	AS|ANY|ALL|MATERIALIZED|WHERE|UNION|EXPLAIN|OPERATOR|LATERAL|IS|IN|INTO|BY|ROW|SET|VIEW|INDEX|KEY|TO)$/x;

# Columns that came with some version of PostgreSQL, and since which one.
my %SINCE = (
	relrowsecurity => '9.5', relforcerowsecurity => '9.5', attidentity => 10, relispartition => 10, prokind => 11,
	conparentid => 11, indnkeyatts => 11, attgenerated => 12, attcompression => 14, typsubscript => 14,
	indnullsnotdistinct => 15, attstattarget => 17);

my @includes;
my $token = qr{
	(?<space> \s+ | --[^\n]* )
	| (?<string> [EBXN]?'(?:[^']|'')*' | \$(\w*)\$.*?\$\g{-1}\$ )
	| (?<operator_of> \bOPERATOR\( \w+ \. [^\s)]+ \) )
	| (?<name> [A-Za-z_]\w* | "(?:[^"]|"")*" | %[-\w.]*[sdu] )
	| (?<number> \d+(?:\.\d+)? | \$\d+ )
	| (?<mark> :: | [().,;\[\]:{}\\] )
	| (?<operator> [-+*/<>=~!@\#%^&|`?]+ )
	| (?<other> . ) }xs;

# check(where, text, all): of one text that no pin protects; all is where WITH may name what is read from.
sub check
{
	my ($where, $text, $all) = @_;
	my @tokens = tokens_of($text);
	my @found;
	for my $i (0 .. $#tokens)
	{
		my ($kind, $word) = @{ $tokens[$i] };
		my ($before, $after) = map { $_ >= 0 && $tokens[$_] ? $tokens[$_][1] : '' } $i - 1, $i + 1;
		push @found, "operator $word" if $kind eq 'operator' && !is_no_operator($word, $before, $after);
		push @found, "$word, which looks for an operator" if $kind eq 'name' && asks_search_path(\@tokens, $i);
		push @found, "function $word()" if $kind eq 'name' && $after eq '(' && is_function(\@tokens, $i);
		push @found, "type $after" if $word eq '::' && ($tokens[ $i + 2 ] ? $tokens[ $i + 2 ][1] : '') ne '.';
		push @found, "type ${after}." if $word eq '::' && $after !~ /^(?:pg_catalog|%)/ && ($tokens[ $i + 2 ][1] // '') eq '.';
		push @found, "$word since $SINCE{$word} behind an alias" if $kind eq 'name' && $SINCE{$word} && $before eq '.';
		push @found, "relation $after" if $word =~ /^(?:FROM|JOIN|INTO|UPDATE)$/ && is_open_relation(\@tokens, $i + 1, $all);
	}
	return map { "$where: $_ in: " . excerpt($text) } @found;
}

sub tokens_of
{
	my ($text) = @_;
	my @tokens;
	while ($text =~ /\G$token/g)
	{
		my ($kind) = grep { defined $+{$_} } qw(string operator_of name number mark operator other space);
		push @tokens, [ $kind, $+{$kind} ] unless $kind eq 'space';
	}
	return @tokens;
}

# The star of a target list or of count(*), the sign of a number.
sub is_no_operator
{
	my ($word, $before, $after) = @_;
	return 1 if $word eq '*' && ($before =~ /^(?:SELECT|\.|,)$/ || $before eq '(' && $after eq ')');
	return $word eq '-' && $before =~ /^(?:|[(,\[]|SELECT|THEN|ELSE)$/ && $after =~ /^\d/;
}

sub asks_search_path
{
	my ($tokens, $i) = @_;
	my ($before, $word, $after) = map { $_ >= 0 && $tokens->[$_] ? $tokens->[$_][1] : '' } $i - 1 .. $i + 1;
	return 1 if $word =~ /^(?:IN|BETWEEN|LIKE|ILIKE|SIMILAR|NULLIF|NATURAL|USING|OVERLAPS|CAST|EXTRACT|ROW)$/i && $before ne '.';
	return 1 if $word eq 'CASE' && $after ne 'WHEN';
	return 1 if $word eq 'DISTINCT' && $after eq 'FROM';
	return $word =~ /^(?:ANY|ALL|SOME)$/ && $after eq '(' && $before !~ /^OPERATOR\(/;
}

# is_function(tokens, i): a name before a parenthesis is one, unless it is qualified, or names the columns of an alias.
sub is_function
{
	my ($tokens, $i) = @_;
	my $word = $tokens->[$i][1];
	my $before = $i > 0 ? $tokens->[ $i - 1 ][1] : '';
	return 0 if $before =~ /^(?:AS|WITH|RECURSIVE)$/ || $word =~ $WORDS || $word =~ /^%/;
	return $i < 2 || $tokens->[ $i - 2 ][1] !~ /^(?:pg_catalog|metahog)$/ if $before eq '.';
	return 1 unless $before eq ',' || $i == 0;
	my ($depth, $j) = (0, $i + 1);
	do { $depth += { '(' => 1, ')' => -1 }->{ $tokens->[ $j++ ][1] } // 0 } while $depth && $tokens->[$j];
	return ($tokens->[$j] ? $tokens->[$j][1] : '') ne 'AS';
}

# A relation by its name alone, unless it is made by WITH.
sub is_open_relation
{
	my ($tokens, $i, $all) = @_;
	return 0 unless $tokens->[$i] && $tokens->[$i][0] eq 'name';
	my $name = $tokens->[$i][1];
	my $after = $tokens->[ $i + 1 ] ? $tokens->[ $i + 1 ][1] : '';
	return 0 if $name =~ /^(?:LATERAL|ROWS|ONLY|SELECT|%.*)$/;
	return $name !~ /^(?:pg_catalog|metahog)$/ if $after eq '.';
	return $all !~ /\b\Q$name\E (?:\([^()]*\) )?AS (?:MATERIALIZED )?\(/;
}

sub excerpt
{
	my ($text) = @_;
	$text =~ s/\s+/ /g;
	return length $text > 160 ? substr($text, 0, 160) . '…' : $text;
}

# looks_like_sql: what begins as a statement, or has what only SQL has.
sub looks_like_sql
{
	my ($text) = @_;
	return $text =~ /^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|EXPLAIN|GRANT|LOCK)\s/ ||
	  $text =~ /\b(?:pg_catalog|information_schema)\.\w|OPERATOR\(|[\w)'\]]::\s*[a-z%]|\b(?:FROM|JOIN|WHERE|UNION)\s+[\w(]/;
}

# texts_of(file): [line, text] of each literal of a C file, adjacent ones joined.
sub texts_of
{
	my ($file) = @_;
	open(my $cpp, '-|', $ENV{CC} // 'cc', '-E', @includes, $file) or die "cc: $!";
	my ($line, $here, $source, @texts) = (0, 0, '');
	my (@calls, $name, $open);
	while (my $row = <$cpp>)
	{
		if ($row =~ /^# (\d+) "(.*?)"/)
		{
			($line, $here) = ($1, $2 eq $file);
			next;
		}
		while ($here && $row =~ /\G(?:("(?:\\.|[^"\\])*")|('(?:\\.|[^'\\])*')|([A-Za-z_]\w*)|([()])|(\s+)|(.))/gs)
		{
			next if defined $5;
			if (defined $1)
			{
				my $piece = unescape($1);
				if ($open) { $texts[-1][1] .= $piece }
				else { push @texts, [ $line, $piece, scalar grep { $_ =~ $TELLS } @calls ] }
				$open = 1;
				next;
			}
			$open = 0;
			push @calls, $name // '' if defined $4 && $4 eq '(';
			pop @calls if defined $4 && $4 eq ')';
			$name = $3;
		}
		$line++;
	}
	close $cpp or die "$file: cannot be preprocessed\n";
	return map { [ @$_[ 0, 1 ] ] } grep { !$_->[2] } @texts;
}

sub unescape
{
	my ($literal) = @_;
	$literal = substr($literal, 1, -1);
	$literal =~ s/\\(.)/{ n => "\n", t => "\t" }->{$1} \/\/ $1/gse;
	return $literal;
}

sub check_c_file
{
	my ($file) = @_;
	my @found;
	if ($file !~ $RUNS_SQL)
	{
		open(my $source, '<', $file) or die "$file: $!";
		while (<$source>)
		{
			push @found, "$file:$.: runs SQL, which is for those that pin the search_path"
			  if /\bSPI_(?:exec\w*|prepare\w*|cursor_open\w*)\s*\(/;
		}
	}
	return @found if grep { $file =~ $_ } @PINNED;
	my @texts = grep { looks_like_sql($_->[1]) } texts_of($file);
	my $all = join "\n", map { $_->[1] } @texts;
	return @found, map { check("$file:$_->[0]", $_->[1], $all) } @texts;
}

# CREATE EXTENSION sets the search_path to the extension's schema, with pg_temp behind it.
sub check_control
{
	my ($file) = @_;
	open(my $control, '<', $file) or die "$file: $!";
	return (grep { /^schema *= *'?pg_catalog'?$/ } <$control>) ? () : "$file: does not pin the search_path: schema = pg_catalog";
}

# What a function's body says is resolved when it is run, whatever was pinned when it was made.
sub check_script
{
	my ($file) = @_;
	open(my $script, '<', $file) or die "$file: $!";
	my $text = do { local $/; <$script> };
	my @found;
	(my $code = $text) =~ s{/\*.*?\*/|--[^\n]*|^\\echo [^\n]*}{}gms;
	push @found, "$file: changes the search_path" if $code =~ /\bsearch_path\b/;
	push @found, "$file: a function in $1: its body runs with the caller's search_path" if $code =~ /\bLANGUAGE\s+(sql|plpgsql)\b/i;
	return @found;
}

sub main
{
	if ("@ARGV" eq '-')
	{
		chomp(my @lines = <STDIN>);
		print "$_\n" for map { check('-', $_, $_) } @lines;
		return;
	}
	while (@ARGV && (my $option = shift @ARGV) ne '--')
	{
		push @includes, $option;
	}
	print "$_\n" for map { /\.sql$/ ? check_script($_) : /\.control$/ ? check_control($_) : check_c_file($_) } @ARGV;
	return;
}

main();
