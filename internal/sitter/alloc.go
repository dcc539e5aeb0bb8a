package sitter

/*
#cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
#include <stdlib.h>

// Of tree-sitter's api.h. It is weak, since it is linked in only with the
// binding.
extern void ts_set_allocator(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t), void (*)(void *)) __attribute__((weak));

static void allocate_in_c(void) {
	if (ts_set_allocator) ts_set_allocator(malloc, calloc, realloc, free);
}
*/
import "C"

// The binding has tree-sitter call Go for every allocation, which calls C's
// malloc: a third of the time of parsing. Memory is C's either way.
func init() { C.allocate_in_c() }
