/* The Redis protocol's formatter and reader, and what the importer leaves out of them. The functions with
   variable arguments do not import; the ones that take an array do all we need. */
#ifndef TRANCHE_CHIREDIS_H
#define TRANCHE_CHIREDIS_H
#include <hiredis/hiredis.h>

/* An array inside a struct would arrive as a tuple of 128 characters. */
static inline const char *ch_error_text(const redisContext *context) { return context->errstr; }

/* Bytes that were received and not yet taken out of the reader. */
static inline size_t ch_unread_bytes(const redisContext *context) { return context->reader->len; }
#endif
