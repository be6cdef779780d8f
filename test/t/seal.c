/*
 * test/t/seal.c: seals standard input for the public key given in base64, as a client of MetaHog would.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	unsigned char key[crypto_box_PUBLICKEYBYTES];
	unsigned char text[20000];
	unsigned char box[sizeof(text) + crypto_box_SEALBYTES];
	char base64[2 * sizeof(box)];
	size_t length;

	if (sodium_init() < 0 || argc != 2 ||
		sodium_base642bin(key, sizeof(key), argv[1], strlen(argv[1]), NULL, &length, NULL,
						  sodium_base64_VARIANT_ORIGINAL) != 0 ||
		length != sizeof(key))
		return 1;
	length = fread(text, 1, sizeof(text), stdin);
	if (crypto_box_seal(box, text, length, key) != 0)
		return 1;
	sodium_bin2base64(base64, sizeof(base64), box, length + crypto_box_SEALBYTES,
					  sodium_base64_VARIANT_ORIGINAL);
	puts(base64);
	return 0;
}
