# test/t/074_prepared_transactions.pl: what a transaction changes of sources reaches other backends whatever becomes of it,
# also where it is prepared and decided by somebody else.

use strict;
use warnings;

use PostgreSQL::Test::Utils;
use Test::More;

use MetaHog::Psql;
use MetaHog::Servers;
use MetaHog::Watch qw(:all);

my $level = MetaHog::Servers::sharing_level();
my $metadata = MetaHog::Servers::metadata('metadata', level => $level, settings => ['max_prepared_transactions = 5']);
my $remote = MetaHog::Servers::remote('remote');
my $watcher = MetaHog::Psql->start($remote, database => 'pagila');
$watcher->value('CREATE DATABASE other');

my ($owner, $user, $third) = map { MetaHog::Psql->start($metadata) } 1 .. 3;

# begin(name, change): the user has an idle connection of a new source, which the owner changes in a transaction.
sub begin
{
	return begin_with(1, @_);
}

# begin_with(count, name, change): with so many connections then.
sub begin_with
{
	my ($count, $name, $change) = @_;
	MetaHog::Servers::create_source($metadata, $name, $remote);
	call($user, $name);
	is(connections($watcher), $count, "$name: a backend that is idle has its connection");
	$owner->value('BEGIN');
	$owner->value($change // "SELECT metahog.alter_source('$name', '{\"database\": \"other\"}')");
	return;
}

sub call
{
	my ($from, $name) = @_;
	my $result = $from->run("SELECT metahog.execute('$name', 'SELECT current_database()')->'results'->0->>0");
	return $result->{out} || $result->{sqlstate};
}

sub keeps_it
{
	my ($name, $when) = @_;
	$third->value('SELECT pg_sleep(0.3)');
	return is(connections($watcher), 1, "$name: $when it keeps that");
}

sub loses_it
{
	my ($name, $when) = @_;
	return ok(wait_until(sub { connections($watcher) == 0 }, 5), "$name: $when it does not keep it");
}

# done(name): and nobody has a connection.
sub done
{
	my ($name) = @_;
	$owner->run("SELECT metahog.drop_source('$name')");
	ok(wait_until(sub { connections($watcher) == 0 }, 5), "$name is over");
	return;
}

sub decided_in_one_session
{
	begin('plain');
	$owner->value('COMMIT');
	loses_it('plain', 'after COMMIT');
	is(call($user, 'plain'), 'other', 'and sees the change');
	done('plain');

	begin('back');
	$owner->value('ROLLBACK');
	keeps_it('back', 'after ROLLBACK');
	is(call($user, 'back'), 'pagila', 'and sees no change');
	done('back');

	begin('released', q{SAVEPOINT s; SELECT metahog.alter_source('released', '{"database": "other"}'); RELEASE s});
	$owner->value('COMMIT');
	loses_it('released', 'after a change in a savepoint');
	is(call($user, 'released'), 'other', 'which it sees');
	done('released');

	begin('undone', q{SAVEPOINT s; SELECT metahog.alter_source('undone', '{"database": "other"}'); ROLLBACK TO s});
	$owner->value('COMMIT');
	is(call($user, 'undone'), 'pagila', 'undone: a change that a savepoint has taken back is none');
	done('undone');
	return;
}

sub prepared
{
	begin('prepared');
	$owner->value(q{PREPARE TRANSACTION 'p'});
	keeps_it('prepared', 'after PREPARE TRANSACTION');
	is(call($user, 'prepared'), 'pagila', 'and sees no change');
	is(call($third, 'prepared'), 'pagila', 'nor does another');
	$third->value(q{COMMIT PREPARED 'p'});
	loses_it('prepared', 'after COMMIT PREPARED in another session');
	is(call($_, 'prepared'), 'other', 'and sees the change') for $user, $third;
	done('prepared');

	begin('dropped', q{SELECT metahog.drop_source('dropped')});
	$owner->value(q{PREPARE TRANSACTION 'p'});
	$owner->value(q{COMMIT PREPARED 'p'});
	loses_it('dropped', 'when the same session commits what it has prepared');
	is(call($user, 'dropped'), '42704', 'the source is gone');

	begin('returned');
	$owner->value(q{PREPARE TRANSACTION 'p'});
	$third->value(q{ROLLBACK PREPARED 'p'});
	is(call($user, 'returned'), 'pagila', 'returned: after ROLLBACK PREPARED there is no change');
	done('returned');
	return;
}

# There is room for 64 changes. If there are more, the first are not told to who is idle, but hold all the same.
sub prepared_many
{
	my @names = map { "many$_" } 1 .. 100;
	MetaHog::Servers::create_source($metadata, $_, $remote) for @names[0 .. $#names - 1];
	call($user, $names[0]);
	begin_with(2, $names[-1], join '; ', map { "SELECT metahog.drop_source('$_')" } @names);
	$owner->value(q{PREPARE TRANSACTION 'p'});
	$third->value(q{COMMIT PREPARED 'p'});
	ok(wait_until(sub { connections($watcher) == 1 }, 5), 'many: the last of many changes is told, the first is not');
	is(call($user, $_), '42704', "many: $_ is gone") for @names[0, -1];
	MetaHog::Servers::create_source($metadata, 'after', $remote, user => 'admin');
	is(call($user, 'after'), 'pagila', 'many: all goes on');
	$user->stop;
	$user = MetaHog::Psql->start($metadata);
	done('after');
	return;
}

# Whoever decides it may know nothing of us, where the library is not preloaded: then the next call tells.
sub decided_by_a_stranger
{
	begin('strange');
	MetaHog::Servers::create_source($metadata, 'else', $remote, user => 'admin');
	$owner->value(q{PREPARE TRANSACTION 'p'});
	my $stranger = MetaHog::Psql->start($metadata);
	$stranger->value('CREATE DATABASE elsewhere');
	my $elsewhere = MetaHog::Psql->start($metadata, database => 'elsewhere');
	$elsewhere->value('CREATE EXTENSION metahog');
	MetaHog::Servers::create_source($metadata, 'else', $remote, user => 'admin', on => 'elsewhere');
	$stranger->value(q{COMMIT PREPARED 'p'});
	is(call($elsewhere, 'else'), 'pagila', 'strange: after a call in another database, which leaves it to others') if $level eq 'L1';
	$elsewhere->stop;
	is(call($third, 'else'), 'pagila', 'strange: after a call of somebody else to another source') if $level eq 'L1';
	ok(wait_until(sub { $watcher->value(q{SELECT count(*) FROM pg_stat_activity WHERE usename = 'analyst'}) == 0 }, 5),
		'strange: the idle backend does not keep its connection');
	is(call($user, 'strange'), 'other', 'and sees the change');
	$owner->value(q{SELECT metahog.drop_source('else')});
	done('strange');
	return;
}

decided_in_one_session();
prepared();
prepared_many();
decided_by_a_stranger();

done_testing();
