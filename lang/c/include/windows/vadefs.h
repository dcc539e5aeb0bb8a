#include <vcruntime.h>
