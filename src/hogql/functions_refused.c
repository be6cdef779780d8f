/*
 * hogql/functions_refused.c
 *		Functions that HogQL knows and this has not: refused by name, never "unknown".
 *
 * - What is refused beside others of its kind stands in their family.
 */
#include "postgres.h"

#include "hogql/families.h"

#define POSTHOG(n)                                                 \
	{                                                              \
		.name = n, .refused = "It needs PostHog.", .instead = NULL \
	}
#define REFUSED(n, why, way)                      \
	{                                             \
		.name = n, .refused = why, .instead = way \
	}
#define GEO(n) REFUSED(n, "Geometry is not built.", NULL)
#define DICTIONARY(n) REFUSED(n, "The source has no dictionaries.", "Join a table.")
#define BITMAP(n)                                 \
	REFUSED(n, "PostgreSQL has no such bitmaps.", \
			"Use groupUniqArray(...), hasAny(...), uniq(...).")
#define STATE(n) REFUSED(n, "PostgreSQL has no states of aggregates.", "Use the aggregate itself.")
#define NEIGHBOURS(n) \
	REFUSED(n, "It depends on blocks of rows, which PostgreSQL has not.", "Use a window function.")
#define LEARNING(n) REFUSED(n, "Machine learning is not built.", NULL)
#define ADDRESS(n) REFUSED(n, "Addresses are texts here.", "Compare them as texts.")

/* clang-format off */

static const HogqlFunction functions[] = {
	POSTHOG("matchesAction"),
	POSTHOG("sparkline"),
	POSTHOG("recordingButton"),
	POSTHOG("recording_button"),
	POSTHOG("explainCSPReport"),
	POSTHOG("embedText"),
	POSTHOG("convertCurrency"),
	POSTHOG("lookupDomainType"),
	POSTHOG("lookupPaidDomainType"),
	POSTHOG("lookupPaidSourceType"),
	POSTHOG("lookupPaidMediumType"),
	POSTHOG("lookupOrganicDomainType"),
	POSTHOG("lookupOrganicSourceType"),
	POSTHOG("lookupOrganicMediumType"),
	POSTHOG("hogql_lookupDomainType"),
	POSTHOG("getSurveyResponse"),
	POSTHOG("uniqueSurveySubmissionsFilter"),
	POSTHOG("isLikelyBot"),
	POSTHOG("getTrafficType"),
	POSTHOG("getTrafficCategory"),
	POSTHOG("getBotType"),
	POSTHOG("getBotName"),
	POSTHOG("__preview_getTrafficType"),
	POSTHOG("__preview_isBot"),
	POSTHOG("languageCodeToName"),
	POSTHOG("aggregate_funnel"),
	POSTHOG("aggregate_funnel_array"),
	POSTHOG("aggregate_funnel_cohort"),
	POSTHOG("aggregate_funnel_trends"),
	POSTHOG("cohort"),
	POSTHOG("inCohort"),
	POSTHOG("notInCohort"),

	GEO("greatCircleDistance"),
	GEO("geoDistance"),
	GEO("greatCircleAngle"),
	GEO("pointInEllipses"),
	GEO("pointInPolygon"),
	GEO("geohashEncode"),
	GEO("geohashDecode"),
	GEO("geohashesInBox"),
	GEO("h3IsValid"),
	GEO("h3GetResolution"),
	GEO("h3EdgeAngle"),
	GEO("h3EdgeLengthM"),
	GEO("geoToH3"),
	GEO("h3ToGeo"),
	GEO("geoToS2"),
	GEO("s2ToGeo"),
	GEO("polygonAreaSpherical"),
	GEO("polygonsIntersectionSpherical"),
	GEO("readWKTPolygon"),

	DICTIONARY("dictGet"),
	DICTIONARY("dictGetOrDefault"),
	DICTIONARY("dictGetOrNull"),
	DICTIONARY("dictHas"),
	DICTIONARY("dictGetHierarchy"),
	DICTIONARY("dictIsIn"),
	DICTIONARY("dictGetChildren"),
	DICTIONARY("joinGet"),

	BITMAP("bitmapBuild"),
	BITMAP("bitmapToArray"),
	BITMAP("bitmapContains"),
	BITMAP("bitmapCardinality"),
	BITMAP("bitmapAnd"),
	BITMAP("bitmapOr"),
	BITMAP("bitmapXor"),
	BITMAP("bitmapAndnot"),
	BITMAP("bitmaskToArray"),
	BITMAP("bitmaskToList"),

	STATE("finalizeAggregation"),
	STATE("initializeAggregation"),
	STATE("runningAccumulate"),
	NEIGHBOURS("neighbor"),
	NEIGHBOURS("runningDifference"),
	NEIGHBOURS("runningConcurrency"),
	NEIGHBOURS("rowNumberInAllBlocks"),
	NEIGHBOURS("rowNumberInBlock"),
	NEIGHBOURS("blockNumber"),

	LEARNING("stochasticLinearRegression"),
	LEARNING("stochasticLogisticRegression"),
	LEARNING("evalMLMethod"),
	LEARNING("catboostEvaluate"),

	ADDRESS("IPv4NumToString"),
	ADDRESS("IPv4StringToNum"),
	ADDRESS("IPv4CIDRToRange"),
	ADDRESS("IPv4ToIPv6"),
	ADDRESS("IPv6NumToString"),
	ADDRESS("IPv6StringToNum"),
	ADDRESS("IPv6CIDRToRange"),
	ADDRESS("cutIPv6"),
	ADDRESS("toIPv4"),
	ADDRESS("toIPv6"),
	ADDRESS("isIPv4String"),
	ADDRESS("isIPv6String"),
	ADDRESS("isIPAddressInRange"),

	REFUSED("timeSlots", "It is not built.", "Use arrayMap(...) over range(...)."),
	REFUSED("bar", "It is a picture.", "Use repeat('#', n)."),
	REFUSED("formatReadableSize", "It is for people.", NULL),
	REFUSED("formatReadableQuantity", "It is for people.", NULL),
	REFUSED("formatReadableDecimalSize", "It is for people.", NULL),
	REFUSED("formatReadableTimeDelta", "It is for people.", NULL),
	REFUSED("randUniform", "Such random numbers are not built.", "Use rand()."),
	REFUSED("randNormal", "Such random numbers are not built.", "Use rand()."),
	REFUSED("randConstant", "Such random numbers are not built.", "Use rand()."),
	REFUSED("randomString", "Such random texts are not built.", NULL),
	REFUSED("generateSnowflakeID", "Such numbers are not built.", NULL),
	REFUSED("hostName", "The source's host is not shown.", NULL),
	REFUSED("version", "The source's version is in metahog.ping().", NULL),
	REFUSED("currentUser", "The source's user is not shown.", NULL),
	REFUSED("currentDatabase", "The source's database is not shown.", NULL),
	REFUSED("sleep", "A query is not made to wait.", NULL),
	REFUSED("file", "Files are not read.", NULL),
	REFUSED("throwIf", "A query does not raise errors of its own.", NULL),
	REFUSED("ignore", "It is not built.", NULL),
	REFUSED("materialize", "It is not needed.", "Leave it out."),
	REFUSED("getSetting", "Settings are not shown.", NULL),
	REFUSED("toDateTime32", "It is not needed.", "Use toDateTime(...)."),
	REFUSED("toDate32", "It is not needed.", "Use toDate(...)."),
	REFUSED("toTime", "There is no type for it.", "Use toHour(...), toMinute(...), toSecond(...)."),
	REFUSED("toFixedString", "Strings have no fixed length.", "Use toString(...)."),
	REFUSED("toLowCardinality", "It is not needed.", "Leave it out."),
	REFUSED("levenshteinDistance", "PostgreSQL has it in an extension only.", NULL),
	REFUSED("editDistance", "PostgreSQL has it in an extension only.", NULL),
	REFUSED("jaroSimilarity", "PostgreSQL has no such function.", NULL),
	REFUSED("jaroWinklerSimilarity", "PostgreSQL has no such function.", NULL),
	REFUSED("encrypt", "Secrets have no place in a query.", NULL),
	REFUSED("decrypt", "Secrets have no place in a query.", NULL),
	REFUSED("grouping", "It is not built.", NULL),
};

/* clang-format on */

const FunctionFamily refused_functions = {"What is refused", functions, lengthof(functions)};
