# test/t/020_keys.pl: key files, several keys, rotation, sealed passwords, and a dump restored without the key.

use strict;
use warnings;

use File::Copy qw(copy);
use IPC::Run ();
use MIME::Base64 qw(encode_base64);
use POSIX ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Servers;

my $directory = PostgreSQL::Test::Utils::tempdir();
my $keys = "$directory/keys";
my $remote = MetaHog::Servers::remote('remote');
my $node = MetaHog::Servers::metadata('metadata',
	settings => [ 'log_min_messages = debug5', 'log_statement = none' ]);
my $default_file = $node->data_dir . '/metahog.key';

sub base64_key { return encode_base64(pack('C*', map { int rand 256 } 1 .. 32), '') }

sub write_keys
{
	my ($content, $mode) = @_;
	unlink $keys;
	append_to_file($keys, $content);
	chmod($mode // 0600, $keys);
	return;
}

sub set_key_file
{
	my ($file) = @_;
	$node->append_conf('postgresql.conf', "metahog.key_file = '$file'");
	$node->reload;
	return;
}

# try_sql(SQL): SQLSTATE, message and the rest of what a failing statement says; '' if it does not fail.
sub try_sql
{
	my ($sql, $on) = @_;
	my ($out, $error) = ('', '');
	IPC::Run::run([ 'psql', '-X', '-A', '-t', '-q', '-v', 'VERBOSITY=verbose', '-d', ($on // $node)->connstr('postgres'),
			'-f', '-' ],
		'<', \$sql, '>', \$out, '2>', \$error);
	return $error;
}

sub answer
{
	my ($source) = @_;
	return $node->safe_psql('postgres',
		"SELECT metahog.execute('$source', 'SELECT current_user')->'results'->0->>0");
}

sub key_id
{
	my ($source) = @_;
	return $node->safe_psql('postgres', "SELECT key_id FROM metahog.source WHERE name = '$source'");
}

sub makes_a_default_file
{
	ok(!-e $default_file, 'there is no key file to begin with');
	MetaHog::Servers::create_source($node, 'first', $remote);
	ok(-f $default_file, 'sealing makes the default one');
	is((stat $default_file)[2] & 07777, 0600, 'for the server\'s user alone');
	like(slurp_file($default_file), qr{^#.*\n[A-Za-z0-9+/]{43}=\n\z}, 'with one key in it');
	is(answer('first'), 'analyst', 'which opens what it sealed');
	my $public_key = $node->safe_psql('postgres', 'SELECT metahog.public_key()');
	is($node->safe_psql('postgres', 'SELECT metahog.public_key()'), $public_key, 'and stays');
	is(scalar(glob($node->data_dir . '/metahog.key.*')), undef, 'nothing else is left behind');
	return;
}

sub makes_one_file_however_many_ask
{
	$node->safe_psql('postgres', q{SELECT metahog.drop_source('first')});
	unlink $default_file;
	my @running;
	for my $number (1 .. 8)
	{
		my $sql = "SELECT metahog.create_source('racer $number', '" . MetaHog::Servers::url($remote) . q{')};
		push @running, IPC::Run::start(
			[ 'psql', '-X', '-q', '-d', $node->connstr('postgres'), '-c', $sql ], '<', \undef, '>', \my $out, '2>', \my $error);
	}
	ok((!grep { !$_->finish } @running), 'eight sessions seal at the same time, without a key file');
	is($node->safe_psql('postgres', q{SELECT count(DISTINCT key_id) FROM metahog.source WHERE name LIKE 'racer%'}), 1,
		'all with the same key');
	is(answer("racer $_"), 'analyst', "source $_ opens") for 1, 8;
	is(scalar(glob($node->data_dir . '/metahog.key.*')), undef, 'the losers\' keys are gone');
	$node->safe_psql('postgres', 'SELECT metahog.drop_source(name) FROM metahog.sources');
	return;
}

sub names_a_file
{
	set_key_file($keys);
	like(try_sql('SELECT metahog.public_key()'), qr/55000: could not open the key file: No such file/,
		'a file that somebody named is not made');
	ok(!-e $keys, 'indeed');
	unlike(try_sql('SELECT metahog.public_key()'), qr/\Q$keys\E/, 'its path is not for everybody');
	like(slurp_file($node->logfile), qr/The file is "\Q$keys\E"/, 'but in the log');
	return;
}

sub refuses_a_file
{
	my ($why, $content, $mode, $message) = @_;
	write_keys($content, $mode);
	my $error = try_sql('SELECT metahog.public_key()');
	like($error, $message, "refused: $why");
	is(join(', ', grep { /\S/ && index($error, $_) >= 0 } split /\n/, $content), '', 'and not shown');
	return;
}

sub refuses_bad_files
{
	my $key = base64_key();
	my $cannot = qr/F0000: the key file cannot be used\n/;
	refuses_a_file('group may read', "$key\n", 0640, qr/${cannot}DETAIL:  It has group or world access/);
	refuses_a_file('world may read', "$key\n", 0604, qr/${cannot}DETAIL:  It has group or world access/);
	refuses_a_file('empty', '', 0600, qr/${cannot}DETAIL:  There is no key in it/);
	refuses_a_file('comments only', "# here was a key\n\n", 0600, qr/${cannot}DETAIL:  There is no key in it/);
	refuses_a_file('no base64', "# one\n\nhunter2!\n", 0600, qr/${cannot}DETAIL:  Line 3 is wrong/);
	refuses_a_file('too short', encode_base64('x' x 31), 0600, qr/${cannot}DETAIL:  Line 1 is wrong/);
	refuses_a_file('too long', encode_base64('x' x 33), 0600, qr/${cannot}DETAIL:  Line 1 is wrong/);
	refuses_a_file('good, then bad', "$key\n$key x\n", 0600, qr/${cannot}DETAIL:  Line 2 is wrong/);
	refuses_a_file('too many', "$key\n" x 65, 0600, qr/${cannot}DETAIL:  Line 65 is wrong. There are more than 64/);
	refuses_a_file('too large', join('', ('#' x 99 . "\n") x 700), 0600, qr/${cannot}DETAIL:  It is too large/);
	unlink $keys;
	mkdir $keys, 0700;
	like(try_sql('SELECT metahog.public_key()'), qr/${cannot}DETAIL:  It is not a regular file/, 'refused: a directory');
	rmdir $keys;
	POSIX::mkfifo($keys, 0600);
	like(try_sql('SELECT metahog.public_key()'), qr/${cannot}DETAIL:  It is not a regular file/, 'refused: a pipe, at once');
	return;
}

sub accepts_good_files
{
	my $key = base64_key();
	write_keys("$key\n");
	my $public_key = $node->safe_psql('postgres', 'SELECT metahog.public_key()');
	(my $bare = $key) =~ s/=//g;
	(my $url_safe = $key) =~ tr{+/}{-_};
	for my $content ("$key", "\n# a comment\n  $key\t\r\n", "$bare\n", "$url_safe\n", "$key\n" . base64_key() . "\n")
	{
		write_keys($content);
		is($node->safe_psql('postgres', 'SELECT metahog.public_key()'), $public_key, 'read in any form');
	}
	rename $keys, "$keys.real";
	symlink "$keys.real", $keys;
	is($node->safe_psql('postgres', 'SELECT metahog.public_key()'), $public_key, 'a link to a good file is good');
	unlink $keys, "$keys.real";

	append_to_file($node->data_dir . '/own.key', "$key\n");
	chmod 0600, $node->data_dir . '/own.key';
	set_key_file('own.key');
	is($node->safe_psql('postgres', 'SELECT metahog.public_key()'), $public_key, 'a relative path begins in the data directory');
	set_key_file($keys);
	return;
}

# One session throughout: what it has read, it reads again when the file has changed.
sub notices_a_change
{
	my ($one, $two) = (base64_key(), base64_key());
	write_keys("$one\n");
	write_file("$keys.two", "$two\n");
	my $sql = "SELECT metahog.public_key();\n\\! mv $keys.two $keys\nSELECT metahog.public_key();\n"
	  . "\\! chmod 644 $keys\nSELECT metahog.public_key();\n";
	my ($out, $error) = ('', '');
	IPC::Run::run([ 'psql', '-X', '-A', '-t', '-q', '-d', $node->connstr('postgres') ], '<', \$sql, '>', \$out, '2>', \$error);
	my @lines = split /\n/, $out;
	is(scalar(@lines), 2, 'a session that has keys in memory');
	isnt($lines[0], $lines[1], 'reads a file that was replaced');
	like($error, qr/group or world access/, 'and holds it to the same rules');
	return;
}

sub write_file
{
	my ($file, $content) = @_;
	append_to_file($file, $content);
	chmod 0600, $file;
	return;
}

sub rotates
{
	my ($old, $new) = (base64_key(), base64_key());
	write_keys("$old\n");
	MetaHog::Servers::create_source($node, 'rotating', $remote);
	MetaHog::Servers::create_source($node, 'of a team', $remote, options => '{"team_id": 5}');
	MetaHog::Servers::create_source($node, 'dropped', $remote);
	$node->safe_psql('postgres', q{SELECT metahog.drop_source('dropped')});
	my $old_id = key_id('rotating');

	write_keys("$new\n$old\n");
	is(answer('rotating'), 'analyst', 'with a new key before it, the old one still opens');
	MetaHog::Servers::create_source($node, 'newer', $remote);
	my $new_id = key_id('newer');
	isnt($new_id, $old_id, 'and the new one seals');
	is($node->safe_psql('postgres', 'SET metahog.team_id = 9; SELECT metahog.rotate_keys()'), 2,
		'rotation seals anew what the old key had sealed, of every team');
	is(key_id('rotating'), $new_id, 'with the new key');
	is($node->safe_psql('postgres', 'SELECT metahog.rotate_keys()'), 0, 'a second time there is nothing to do');

	write_keys("$new\n");
	is(answer($_), 'analyst', "without the old key, $_ opens") for 'rotating', 'newer', 'of a team';

	write_keys("$old\n");
	my $error = try_sql(q{SELECT metahog.execute('rotating', 'SELECT 1')});
	like($error, qr/55000: the source's secrets are sealed with key "$new_id", which is not loaded/,
		'without the new one, the key that is missing is named');
	like($error, qr/HINT:  Put the key into the file that metahog.key_file names/, 'with what to do');
	MetaHog::Servers::create_source($node, 'under old', $remote);
	like(try_sql('SELECT metahog.rotate_keys()'), qr/55000: .*"$new_id"/, 'rotation does not begin to lose secrets');
	write_keys(base64_key() . "\n$old\n");
	like(try_sql('SELECT metahog.rotate_keys()'), qr/55000: .*"$new_id"/, 'nor with a third key');
	is(key_id('under old'), $old_id, 'all or nothing: what could have been sealed anew was not');

	write_keys("$new\n$old\n");
	is($node->safe_psql('postgres', 'SELECT metahog.rotate_keys()'), 1, 'until all keys are there');
	unlink $keys;
	like(try_sql(q{SELECT metahog.execute('rotating', 'SELECT 1')}), qr/55000: .*"$new_id", which is not loaded/,
		'without a file, too, the key is named');
	write_keys("$new\n$old\n");
	return;
}

sub seal
{
	my ($public_key, $text) = @_;
	my $sealed = '';
	IPC::Run::run([ "$directory/seal", $public_key ], '<', \$text, '>', \$sealed) || die 'cannot seal';
	chomp $sealed;
	return $sealed;
}

# for_source(password, key => value, …): what is to be sealed; a value is JSON, and undef leaves a key out.
sub for_source
{
	my ($password, %other) = @_;
	my %members = (
		password => '"' . ($password =~ s/(["\\])/\\$1/gr) . '"', host => '"127.0.0.1"', user => '"analyst"', team_id => 'null', %other);
	return '{' . join(', ', map { qq{"$_": $members{$_}} } grep { defined $members{$_} } sort keys %members) . '}';
}

sub create_sealed
{
	my ($name, $sealed, %other) = @_;
	my $port = $remote->port;
	my $options = join ', ', qq{"password_sealed": "$sealed"}, map { qq{"$_": $other{$_}} } sort keys %other;
	return try_sql("SELECT metahog.create_source('$name', 'postgres://127.0.0.1:$port/pagila',"
		  . ' ' . ($options =~ /"user"/ ? '' : q{'{"user": "analyst"}'::jsonb || }) . qq{'{$options}');});
}

sub alter
{
	my ($name, $options) = @_;
	return try_sql(qq{SELECT metahog.alter_source('$name', '$options')});
}

sub builds_a_client
{
	my $source = __FILE__ =~ s/020_keys\.pl$/seal.c/r;
	my @compile = ($ENV{CC} // 'cc', '-Wall', '-o', "$directory/seal", $source, '-lsodium');
	command_ok(\@compile, 'a client that seals is built');
	return;
}

sub opens_sealed_passwords
{
	my ($first, $second) = (base64_key(), base64_key());
	write_keys("$first\n");
	my $public_key = $node->safe_psql('postgres', 'SELECT metahog.public_key()');
	my $sealed = seal($public_key, for_source($remote->{metahog_password}));

	is(create_sealed('sealed', $sealed), '', 'a source is made with a sealed password');
	is(answer('sealed'), 'analyst', 'which logs in');
	write_keys("$second\n$first\n");
	is(create_sealed('sealed for the second key', $sealed), '', 'any key that is loaded opens it');
	is(answer('sealed for the second key'), 'analyst', 'and the first one seals it');
	is(alter('sealed', qq{{"password_sealed": "$sealed"}}), '', 'altering takes one, too');
	is(answer('sealed'), 'analyst', 'which logs in');

	my $refused = qr/22023: invalid source option "password_sealed"/;
	write_keys("$second\n");
	like(create_sealed('bad', $sealed), $refused, 'not when its key is gone');
	write_keys("$first\n");
	like(create_sealed('bad', ''), $refused, 'nothing is no sealed box');
	like(create_sealed('bad', 'AAAA'), $refused, 'nor is little');
	like(create_sealed('bad', '!' . $sealed), $refused, 'nor what is not base64');
	like(create_sealed('bad', $sealed =~ s/^(.)/$1 eq 'A' ? 'B' : 'A'/er), $refused, 'nor one with a bit turned');
	return;
}

# Whatever a box holds but an object with the four keys is refused, and how to seal is told.
sub refuses_what_is_in_a_box
{
	my $public_key = $node->safe_psql('postgres', 'SELECT metahog.public_key()');
	my $no_object = qr/22023: invalid source option "password_sealed"\nDETAIL:  It does not hold a JSON object with "password".*\nHINT:  Seal \{"password": .*metahog\.public_key\(\)/;
	my $good = for_source('p');
	my %bad = (
		'nothing' => '', 'a bare password' => $remote->{metahog_password}, 'a JSON string' => '"p"', 'an array' => "[$good]",
		'a zero byte' => "$good\0", 'a zero byte within' => for_source("a\0b"), 'no text' => for_source("\xff\xfe"), 'an escaped zero' => for_source('x', password => '"a\u0000b"'),
		'half a surrogate' => for_source('x', password => '"a\ud83db"'), 'the other half' => for_source('x', password => '"\udd97"'),
		'an unknown escape' => for_source('x', password => '"a\xb"'), 'a line break' => for_source("a\nb"),
		'no end' => substr($good, 0, -1), 'more behind it' => "$good {}", 'a comma at the end' => $good =~ s/\}$/,}/r, 'no colon' => $good =~ s/:/ /r,
		'another key' => for_source('p', port => 5432), 'a key twice' => $good =~ s/^\{/{"host": "127.0.0.1", /r, 'a team twice' => $good =~ s/^\{/{"team_id": null, /r,
		(map { ("no $_" => for_source('p', $_ => undef)) } qw(password host user team_id)),
		(map { ("null for $_" => for_source('p', $_ => 'null')) } qw(password host user)),
		'a text for team_id' => for_source('p', team_id => '"7"'), 'a fraction for team_id' => for_source('p', team_id => '7.5'),
		'a team_id beyond 64 bits' => for_source('p', team_id => '9223372036854775808'));
	like(create_sealed('bad', seal($public_key, $bad{$_})), $no_object, "a box is refused that holds $_") for sort keys %bad;
	like(create_sealed('bad', seal($public_key, for_source($_))), qr/22023: source option "password_sealed" must hold a password of 1 to 8192 bytes/,
		'nor a password of ' . length) for '', 'x' x 8193;
	is(create_sealed('long', seal($public_key, for_source('x' x 8192))), '', 'a long one is taken');
	return;
}

# A box is for one host, user and team: whoever has got hold of it cannot have it opened at a host of theirs.
sub binds_a_box_to_its_source
{
	$node->safe_psql('postgres', 'SELECT metahog.drop_source(id::text) FROM metahog.sources');
	my $public_key = $node->safe_psql('postgres', 'SELECT metahog.public_key()');
	my $password = $remote->{metahog_password};
	my $for = sub { seal($public_key, for_source($password, @_)) };
	my $refused = sub { qr/22023: invalid source option "password_sealed"\nDETAIL:  It was sealed for another $_[0] than the source's\.\nHINT:  Seal / };
	like(create_sealed('bound', $for->(host => '"db.example.com"')), $refused->('host'), 'another host');
	like(create_sealed('bound', $for->(user => '"admin"')), $refused->('user'), 'another user');
	like(create_sealed('bound', $for->(user => '"Analyst"')), $refused->('user'), 'a user in other letters');
	like(create_sealed('bound', $for->(team_id => 7)), $refused->('team_id'), 'a team, for a shared source');
	like(create_sealed('bound', $for->(), team_id => 7), $refused->('team_id'), 'none, for a source of a team');
	like(create_sealed('bound', $for->(team_id => 8), team_id => 7), $refused->('team_id'), 'another team');

	is(create_sealed('bound', $for->(team_id => 7), team_id => 7), '', 'the very team');
	is(answer('bound'), 'analyst', 'which logs in');

	# What the source becomes is what the box must be for.
	like(alter('bound', '{"password_sealed": "' . $for->() . '"}'), $refused->('team_id'), 'altering asks for the team that it has');
	is(alter('bound', '{"team_id": null, "password_sealed": "' . $for->() . '"}'), '', 'or will have');
	like(alter('bound', '{"host": "localhost", "password_sealed": "' . $for->() . '"}'), $refused->('host'), 'and for the host');
	is(alter('bound', '{"host": "localhost", "password_sealed": "' . $for->(host => '"LOCALHOST"') . '"}'), '', 'whose letters do not matter');
	is(answer('bound'), 'analyst', 'which logs in');

	# A password that stays is for what the source was, also if a superuser alters it.
	my $stays = qr/22023: the password must be given again when the host, user or team changes\nDETAIL:  A client sealed it.*\nHINT:  Give password_sealed anew/;
	like(alter('bound', qq{{$_}}), $stays, "it does not stay with $_")
	  for '"host": "127.0.0.1"', '"user": "admin"', '"team_id": 7';
	is(alter('bound', qq{{$_}}), '', "it stays with $_")
	  for '"host": "LocalHost"', '"user": "analyst"', '"team_id": null', '"max_rows": 10', '"name": "bound still"';
	is(answer('bound still'), 'analyst', 'and logs in');
	write_keys(base64_key() . "\n" . slurp_file($keys));
	cmp_ok($node->safe_psql('postgres', 'SELECT metahog.rotate_keys()'), '>', 0, 'keys are rotated');
	like(alter('bound still', '{"host": "127.0.0.1"}'), $stays, 'which changes nothing');
	is(alter('bound still', '{"host": "127.0.0.1", "password": null}'), '', 'without the password, the host may be another');
	is(alter('bound still', qq{{"password": "$password"}}), '', 'one that is given in clear is bound to nothing');
	is(alter('bound still', '{"host": "localhost"}'), '', 'by a superuser');
	is(answer('bound still'), 'analyst', 'and logs in');
	return;
}

# Every way to write a text in JSON is read, and the password is bytes of UTF-8 also where the database is not.
sub reads_sealed_text
{
	my $public_key = $node->safe_psql('postgres', 'SELECT metahog.public_key()');
	my $password = qq{q"b\\s/ \x{c3}\x{bc}\x{f0}\x{9f}\x{90}\x{97}\t'};
	$remote->safe_psql('postgres', "SET client_encoding = 'UTF8'; ALTER ROLE admin PASSWORD '" . ($password =~ s/'/''/gr) . q{'});
	my %written = (
		'as it is' => qq{"q\\"b\\\\s/ \x{c3}\x{bc}\x{f0}\x{9f}\x{90}\x{97}\\t'"},
		'in escapes' => q{"q\u0022b\u005Cs\/ \u00fc\ud83d\uDC17\u0009'"});
	for my $way (sort keys %written)
	{
		my $sealed = seal($public_key, for_source('x', password => $written{$way}, user => '"\u0061dmin"'));
		is(create_sealed("written $way", $sealed, user => '"admin"'), '', "a password written $way is taken");
		is(answer("written $way"), 'admin', 'and logs in');
	}
	return;
}

# Whatever is in a password, it arrives.
sub carries_odd_passwords
{
	my @passwords = ('p@ss:w/o?r#d%20&=+', q{quote ' and " and \\ and $1}, "\x{c3}\x{a4}\x{e2}\x{82}\x{ac}\x{f0}\x{9f}\x{90}\x{97}",
		' space ', 'x' x 500);
	for my $password (@passwords)
	{
		my $quoted = $password =~ s/'/''/gr;
		$remote->safe_psql('postgres', "ALTER ROLE admin PASSWORD '$quoted'");
		my $encoded = join '', map { sprintf '%%%02x', ord } split //, $password;
		my $url = MetaHog::Servers::url($remote, user => 'admin', password => $encoded);
		$node->safe_psql('postgres', "SELECT metahog.create_source('odd', '$url')");
		is(answer('odd'), 'admin', 'in a URL: ' . substr $password, 0, 20);
		my $json = $password =~ s/(["\\])/\\$1/gr =~ s/'/''/gr;
		$node->safe_psql('postgres', qq{SELECT metahog.alter_source('odd', '{"password": "$json"}')});
		is(answer('odd'), 'admin', 'in options: ' . substr $password, 0, 20);
		$node->safe_psql('postgres', q{SELECT metahog.drop_source('odd')});
	}
	return;
}

# Passwords are sealed in UTF-8, so that they are the same in a database of another encoding.
sub carries_passwords_between_encodings
{
	$node->safe_psql('postgres',
		q{CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'});
	$node->safe_psql('latin', 'CREATE EXTENSION metahog');
	$remote->safe_psql('postgres', "SET client_encoding = 'UTF8'; ALTER ROLE admin PASSWORD 'gr\x{c3}\x{bc}n'");
	my $options = qq|'{"password": "gr\x{c3}\x{bc}n"}'|;
	my $url = 'postgres://admin@127.0.0.1:' . $remote->port . '/pagila';
	for my $database ('latin', 'postgres')
	{
		$node->safe_psql($database, "SET client_encoding = 'UTF8'; SELECT metahog.create_source('green', '$url', $options)");
		is($node->safe_psql($database, q{SELECT metahog.execute('green', 'SELECT current_user')->'results'->0->>0}),
			'admin', "a password with an umlaut, in database $database");
	}
	return;
}

sub survives_a_restore
{
	my $elsewhere = MetaHog::Servers::metadata('elsewhere', extension => 0);
	my $dump = "$directory/dump.sql";
	write_keys(base64_key() . "\n");
	$node->safe_psql('postgres', 'SELECT metahog.drop_source(name) FROM metahog.sources');
	$node->safe_psql('postgres', 'CREATE ROLE reader');
	$elsewhere->safe_psql('postgres', 'CREATE ROLE reader');
	MetaHog::Servers::create_source($node, 'moved', $remote, options => '{"team_id": 3, "timeout": "7 s"}');
	$node->safe_psql('postgres', q{SELECT metahog.grant_source('moved', 'reader')});
	my $key_id = key_id('moved');

	command_ok([ 'pg_dump', '-d', $node->connstr('postgres'), '-f', $dump ], 'the database is dumped');
	unlike(slurp_file($dump), qr/\Q$remote->{metahog_password}\E/, 'without the password');
	command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $elsewhere->connstr('postgres'), '-f', $dump ],
		'and restored elsewhere');
	my $all = q{SELECT s, g FROM metahog.source s LEFT JOIN metahog.source_grant g ON source_id = id ORDER BY id};
	is($elsewhere->safe_psql('postgres', $all), $node->safe_psql('postgres', $all), 'all rows are the same');
	is($elsewhere->safe_psql('postgres', q{SET ROLE reader; SELECT name FROM metahog.sources}), 'moved',
		'a grant holds there, and lets into the schema');
	my $error = try_sql(q{SELECT metahog.execute('moved', 'SELECT 1')}, $elsewhere);
	like($error, qr/55000: the source's secrets are sealed with key "$key_id", which is not loaded/,
		'the key that is missing there is named');
	ok(!-e $elsewhere->data_dir . '/metahog.key', 'opening does not make a key');

	copy($keys, $elsewhere->data_dir . '/metahog.key');
	chmod 0600, $elsewhere->data_dir . '/metahog.key';
	is($elsewhere->safe_psql('postgres', q{SELECT metahog.execute('moved', 'SELECT current_user')->'results'->0->>0}),
		'analyst', 'with the key, the source works');
	$elsewhere->stop;
	return;
}

# A statement that fails is logged with its text, unless it may hold a password.
sub logs_nothing_secret
{
	my $password = 'unloggable0815';
	try_sql("SELECT metahog.create_source('x', 'postgres://u:$password\@h:0/d')");
	try_sql("SELECT metahog.create_source('x', 'mysql://u:$password\@h/d')");
	try_sql("SELECT metahog.create_source('x', 'postgres://u:p\@$password\@h/d')");
	try_sql(qq|SELECT metahog.create_source('x', '{"host": "h", "password": "$password" oops')|);
	try_sql(qq{SELECT metahog.create_source('x', '{"host": "\\\\u0000", "password": "$password"}')});
	try_sql(qq{SELECT metahog.create_source('x', '{"host": "h", "password": "$password"}'::jsonb)});
	try_sql(qq{SELECT metahog.alter_source('nothing', '{"password": "$password"}')});
	try_sql(qq{DO \$\$BEGIN PERFORM metahog.create_source('x', 'postgres://u:$password\@h:0/d'); END\$\$});
	is(try_sql("SELECT metahog.create_source('logged', 'postgres://u:$password\@h/d')"), '', 'a source with a password');
	is(try_sql(qq{SELECT metahog.alter_source('logged', '{"password": "$password"}')}), '', 'that is altered');
	my $log = slurp_file($node->logfile);
	like($log, qr/ERROR:  .*source option "port" must be/, 'failures are in the log');
	unlike($log, qr/\Q$password\E/, 'the password is not, at any level');
	unlike($log, qr/\Q$remote->{metahog_password}\E/, 'nor is any other');
	return;
}

makes_a_default_file();
makes_one_file_however_many_ask();
names_a_file();
refuses_bad_files();
unlink $keys;
accepts_good_files();
notices_a_change();
rotates();
builds_a_client();
opens_sealed_passwords();
refuses_what_is_in_a_box();
binds_a_box_to_its_source();
reads_sealed_text();
carries_odd_passwords();
carries_passwords_between_encodings();
survives_a_restore();
logs_nothing_secret();

done_testing();
