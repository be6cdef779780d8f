# report.awk: turns the results of the rounds into Markdown: every table and the limits, or the README's figures.
#
# usage: awk -f report.awk RESULTS limits
#        awk -v figures=1 -f report.awk RESULTS figures
# - Times are medians over the rounds, memory is the worst of the rounds.
# - The status is 1 if a limit is passed, or if anything was not measured.
# - times[peer, 1 … rounds[peer]] is always in ascending order.

BEGIN { FS = "\t" }

# RESULTS: section, peer, description, seconds, kB, outcome
FILENAME == ARGV[1] { take_result($1, $2, $3, $4, $5, $6); next }

# limits, or figures
/^#/ || /^$/ { next }
figures { print_figure($0); next }
{ take_limit($0) }

END {
	if (!figures) {
		print_sections()
		print_limits()
	}
	exit missed > 0
}

function take_result(section, peer, description, seconds, kb, outcome) {
	if (!(peer in rounds)) {
		order[++peers] = peer
		section_of[peer] = section
		description_of[peer] = description
	}
	insert_time(peer, seconds + 0, ++rounds[peer])
	if (outcome ~ / bytes$/)
		document_mb[peer] = outcome / 1048576
	if (outcome ~ / medians, /) {
		longest[peer] = max(longest[peer], outcome)
		connections[peer] = max(connections[peer], substr(outcome, index(outcome, ", ") + 2))
	}
	if (kb != "-" && (!(peer in memory_mb) || kb / 1024 > memory_mb[peer]))
		memory_mb[peer] = kb / 1024
}

# Of numbers, or of what begins with one.
function max(one, other) { return one + 0 > other + 0 ? one + 0 : other + 0 }

function insert_time(peer, seconds, i) {
	for (; i > 1 && times[peer, i - 1] > seconds; i--)
		times[peer, i] = times[peer, i - 1]
	times[peer, i] = seconds
}

function median(peer,    n) {
	n = rounds[peer]
	return n % 2 ? times[peer, (n + 1) / 2] : (times[peer, n / 2] + times[peer, n / 2 + 1]) / 2
}

function take_limit(line,    word) {
	limit_text[++limits] = substr(line, index(line, "# ") + 2)
	split(line, word, / +/)
	if (word[1] == "memory")
		check_limit(memory_mb[word[2]], (word[2] in rounds), word[3], "%.1f MB")
	else if (word[1] == "growth")
		check_limit(document_mb[word[2]] ? memory_mb[word[2]] / document_mb[word[2]] : 0, (word[2] in rounds), word[3],
			"%.2f")
	else if (word[1] == "wait")
		check_limit(longest[word[2]], (word[2] in rounds), word[3], "%.2f")
	else if (word[1] == "connections")
		check_limit(connections[word[2]], (word[2] in rounds), word[3], "%d")
	else
		check_limit(ratio(word[2], word[3]), measured(word[2]) && measured(word[3]), word[4], "%.2f")
}

function check_limit(value, is_measured, limit, format) {
	limit_allowed[limits] = sprintf(format, limit)
	limit_measured[limits] = is_measured ? sprintf(format, value) : "not run"
	limit_met[limits] = !is_measured ? "–" : (value <= limit + 0 ? "yes" : "**no**")
	missed += limit_met[limits] != "yes"
}

# A reference is a peer or a number of seconds.
function measured(peer) { return peer ~ /^[0-9]/ || (peer in rounds) }

function time_of(peer) { return peer ~ /^[0-9]/ ? peer + 0 : median(peer) }

function ratio(peer, reference) {
	return measured(peer) && measured(reference) ? time_of(peer) / time_of(reference) : 0
}

function print_sections(    i, peer, section, first) {
	for (i = 1; i <= peers; i++) {
		peer = order[i]
		if (section_of[peer] != section) {
			section = section_of[peer]
			first = peer
			printf "%s| %s | median | range | ratio | memory |\n", (i > 1 ? "\n" : ""), section
			print "|---|---:|---:|---:|---:|"
		}
		printf "| %s | %s | %s – %s | %.2f | %s |\n", description_of[peer], duration(median(peer)),
			duration(times[peer, 1]), duration(times[peer, rounds[peer]]), ratio(peer, first), memory(peer)
	}
}

# WHAT | PEER | LABEL = PEER, LABEL = PEER
function print_figure(line,    field, other, n, i, pair, beside) {
	if (!headed++)
		print "| what | MetaHog | beside it |\n|---|---:|---:|"
	split(line, field, / *\| */)
	n = split(field[3], other, / *, */)
	for (i = 1; i <= n; i++) {
		split(other[i], pair, / *= */)
		beside = beside (i > 1 ? "; " : "") pair[1] " " figure(pair[2])
	}
	printf "| %s | %s | %s |\n", field[1], figure(field[2]), beside
}

function figure(peer) {
	if (!(peer in rounds)) {
		missed++
		return "not run"
	}
	return duration(median(peer)) ((peer in memory_mb) ? ", " memory(peer) : "")
}

function memory(peer) {
	return (peer in memory_mb) ? sprintf("+%.0f MB", memory_mb[peer]) : "–"
}

function duration(seconds) {
	if (seconds >= 1)
		return sprintf("%.2f s", seconds)
	if (seconds >= 0.1)
		return sprintf("%.0f ms", seconds * 1000)
	if (seconds >= 0.001)
		return sprintf("%.2f ms", seconds * 1000)
	return sprintf("%.0f µs", seconds * 1000000)
}

function print_limits(    i) {
	print "\n| promise | at most | measured | met |\n|---|---:|---:|---|"
	for (i = 1; i <= limits; i++)
		printf "| %s | %s | %s | %s |\n", limit_text[i], limit_allowed[i], limit_measured[i], limit_met[i]
	printf "\n%d of %d promises are kept.\n", limits - missed, limits
}
