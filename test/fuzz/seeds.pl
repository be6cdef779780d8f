# seeds.pl: the texts of HogQL in the documents and the tests as files, for the fuzzer to begin with.
#
# usage: perl seeds.pl DIRECTORY FILE…
# - A text is what stands in single quotes or between dollars in their SQL. What is no query is made the expression of one.
use strict;
use warnings;

use open qw(:std :encoding(UTF-8));

my $directory = shift;
my %seen;

for my $path (@ARGV)
{
	open my $file, '<', $path or die "$path: $!\n";
	my $text = do { local $/; <$file> };
	while ($text =~ /'((?:[^']|'')*)'|\$\$(.*?)\$\$/sg)
	{
		my $query = defined $1 ? $1 =~ s/''/'/gr : $2;
		next if length $query < 4 or length $query > 4000;
		keep($query) if $query =~ /^\s*[({]?\s*(?:SELECT|WITH)\b/i;
		keep("SELECT $query FROM events") if $query !~ /^\s*SELECT/i and $query =~ /[()+*\/<>=|\[]/;
	}
}

sub keep
{
	my ($query) = @_;
	return if $seen{$query}++;
	open my $file, '>', sprintf('%s/seed-%05d', $directory, scalar keys %seen) or die "$directory: $!\n";
	print $file $query;
}
