/*
 * hogql/functions_encode.c
 *		Encodings and hashes: hex, base64, MD5, SHA.
 *
 * - Bytes are those of the text in UTF-8, whatever the remote's own encoding is.
 */
#include "postgres.h"

#include "hogql/families.h"

#define UTF8_BYTES "pg_catalog.convert_to({1}, 'UTF8')"
#define UPPER_HEX(bytes) "pg_catalog.upper(pg_catalog.encode(" bytes ", 'hex'))"

/* Two digits for each byte, without zeros in front. */
#define HEX_OF_INT                                                                                   \
	"pg_catalog.upper(CASE WHEN pg_catalog.length(pg_catalog.to_hex({1}::pg_catalog.int8)) % 2 = 1 " \
	"THEN '0' || pg_catalog.to_hex({1}::pg_catalog.int8) "                                           \
	"ELSE pg_catalog.to_hex({1}::pg_catalog.int8) END)"

#define IS_BASE64 "^([A-Za-z0-9+/]{{4}})*([A-Za-z0-9+/]{{2}}==|[A-Za-z0-9+/]{{3}}=)?$"

/* Bytes in hexadecimal digits that are a text in UTF-8, without U+0000. */
#define TRAIL "[89ab][0-9a-f]"
#define UTF8_HEX                                                                      \
	"^(0[1-9a-f]|[1-7][0-9a-f]|(c[2-9a-f]|d[0-9a-f])" TRAIL "|e0[ab][0-9a-f]" TRAIL   \
	"|ed[89][0-9a-f]" TRAIL "|e[1-9a-cef]" TRAIL TRAIL "|f0[9ab][0-9a-f]" TRAIL TRAIL \
	"|f[1-3]" TRAIL TRAIL TRAIL "|f48[0-9a-f]" TRAIL TRAIL ")*$"

#define TRY_BASE64                                                                             \
	"CASE WHEN {1} ~ '" IS_BASE64                                                              \
	"' THEN CASE WHEN pg_catalog.encode(pg_catalog.decode({1}, 'base64'), 'hex') ~ '" UTF8_HEX \
	"' THEN pg_catalog.convert_from(pg_catalog.decode({1}, 'base64'), 'UTF8') ELSE '' END WHEN {1} IS NOT NULL THEN '' END"

static SqlNode *
print_hex(FunctionCall *call)
{
	switch (call->arguments[0].type->kind)
	{
		case HOGQL_BYTES:
			return call_template(call, UPPER_HEX("{1}"));
		case HOGQL_INT:
			return call_template(call, HEX_OF_INT);
		case HOGQL_STRING:
		case HOGQL_NULL:
		case HOGQL_UNKNOWN:
			return call_template(call, UPPER_HEX(UTF8_BYTES));
		default:
			argument_error(call, 0, ERRCODE_DATATYPE_MISMATCH,
						   psprintf("function hex does not take a value of type %s",
									hogql_type_name(call->arguments[0].type)),
						   "Convert it with toString(...).");
	}
}

#define BASE64(bytes) "pg_catalog.replace(pg_catalog.encode(" bytes ", 'base64'), E'\\n', '')"

static SqlNode *
print_base64(FunctionCall *call)
{
	switch (call->arguments[0].type->kind)
	{
		case HOGQL_BYTES:
			return call_template(call, BASE64("{1}"));
		case HOGQL_STRING:
		case HOGQL_NULL:
		case HOGQL_UNKNOWN:
			return call_template(call, BASE64(UTF8_BYTES));
		default:
			argument_error(
				call, 0, ERRCODE_DATATYPE_MISMATCH,
				psprintf("argument 1 of function base64Encode has to be a String, not %s",
						 hogql_type_name(call->arguments[0].type)),
				"Convert it with toString(...).");
	}
}

#define NO_HASH "PostgreSQL has no such hash."
#define OTHER_HASH "Use hex(SHA256(x)) or md5(x)."
#define NO_HASH_FUNCTION(n)                                  \
	{                                                        \
		.name = n, .refused = NO_HASH, .instead = OTHER_HASH \
	}
#define NO_BYTES(n)                                                                     \
	{                                                                                   \
		.name = n, .refused = "PostgreSQL cannot see a value's bytes as another type.", \
		.instead = "Convert the value with toInt, toFloat, toString or toDate."         \
	}

/* clang-format off */

static const HogqlFunction functions[] = {
	{.name = "hex", .arguments = "raw", .result = RESULT_STRING, .print = print_hex,
		.note = "of a String: its bytes in UTF-8; of an integer: whole bytes without zeros in front"},
	{.name = "unhex", .arguments = "string", .result = RESULT_STRING,
		.sql = "pg_catalog.convert_from(pg_catalog.decode({1}, 'hex'), 'UTF8')"},
	{.name = "base64Encode", .arguments = "raw", .result = RESULT_STRING, .print = print_base64},
	{.name = "base64Decode", .arguments = "string", .result = RESULT_STRING,
		.sql = "pg_catalog.convert_from(pg_catalog.decode({1}, 'base64'), 'UTF8')"},
	{.name = "tryBase64Decode", .arguments = "string", .result = RESULT_STRING,
		.sql = TRY_BASE64,
		.note = "an empty text for what is not base64, or no text in UTF-8"},
	{.name = "md5", .arguments = "string", .result = RESULT_STRING, .sql = "pg_catalog.upper(pg_catalog.md5(" UTF8_BYTES "))",
		.note = "in hexadecimal digits, upper case"},
	{.name = "MD5", .arguments = "string", .result = RESULT_BYTES, .sql = "pg_catalog.decode(pg_catalog.md5(" UTF8_BYTES "), 'hex')",
		.note = "only inside of hex(...) or base64Encode(...)"},
	{.name = "SHA224", .arguments = "string", .result = RESULT_BYTES, .sql = "pg_catalog.sha224(" UTF8_BYTES ")", .note = "only inside of hex(...) or base64Encode(...)"},
	{.name = "SHA256", .arguments = "string", .result = RESULT_BYTES, .sql = "pg_catalog.sha256(" UTF8_BYTES ")", .note = "only inside of hex(...) or base64Encode(...)"},
	{.name = "SHA384", .arguments = "string", .result = RESULT_BYTES, .sql = "pg_catalog.sha384(" UTF8_BYTES ")", .note = "only inside of hex(...) or base64Encode(...)"},
	{.name = "SHA512", .arguments = "string", .result = RESULT_BYTES, .sql = "pg_catalog.sha512(" UTF8_BYTES ")", .note = "only inside of hex(...) or base64Encode(...)"},
	NO_HASH_FUNCTION("SHA1"),
	NO_HASH_FUNCTION("MD4"),
	NO_HASH_FUNCTION("BLAKE3"),
	NO_HASH_FUNCTION("cityHash64"),
	NO_HASH_FUNCTION("sipHash64"),
	NO_HASH_FUNCTION("sipHash128"),
	NO_HASH_FUNCTION("farmHash64"),
	NO_HASH_FUNCTION("farmFingerprint64"),
	NO_HASH_FUNCTION("metroHash64"),
	NO_HASH_FUNCTION("halfMD5"),
	NO_HASH_FUNCTION("intHash32"),
	NO_HASH_FUNCTION("intHash64"),
	NO_HASH_FUNCTION("javaHash"),
	NO_HASH_FUNCTION("hiveHash"),
	NO_HASH_FUNCTION("jumpConsistentHash"),
	NO_HASH_FUNCTION("murmurHash2_32"),
	NO_HASH_FUNCTION("murmurHash2_64"),
	NO_HASH_FUNCTION("murmurHash3_32"),
	NO_HASH_FUNCTION("murmurHash3_64"),
	NO_HASH_FUNCTION("murmurHash3_128"),
	NO_HASH_FUNCTION("xxHash32"),
	NO_HASH_FUNCTION("xxHash64"),
	NO_HASH_FUNCTION("xxh3"),
	NO_HASH_FUNCTION("wyHash64"),
	NO_HASH_FUNCTION("URLHash"),
	NO_BYTES("reinterpretAsUInt8"),
	NO_BYTES("reinterpretAsUInt16"),
	NO_BYTES("reinterpretAsUInt32"),
	NO_BYTES("reinterpretAsUInt64"),
	NO_BYTES("reinterpretAsInt8"),
	NO_BYTES("reinterpretAsInt16"),
	NO_BYTES("reinterpretAsInt32"),
	NO_BYTES("reinterpretAsInt64"),
	NO_BYTES("reinterpretAsFloat32"),
	NO_BYTES("reinterpretAsFloat64"),
	NO_BYTES("reinterpretAsDate"),
	NO_BYTES("reinterpretAsDateTime"),
	NO_BYTES("reinterpretAsString"),
	NO_BYTES("reinterpretAsUUID"),
};

/* clang-format on */

const FunctionFamily encoding_functions = {"Encodings and hashes", functions, lengthof(functions)};
