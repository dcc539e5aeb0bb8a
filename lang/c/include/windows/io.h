#ifndef _INC_IO
#define _INC_IO
#include <corecrt.h>
typedef unsigned long _fsize_t;
struct _finddata32_t { unsigned attrib; __time32_t time_create, time_access, time_write; _fsize_t size; char name[260]; };
struct _finddata32i64_t { unsigned attrib; __time32_t time_create, time_access, time_write; long long size; char name[260]; };
struct _finddata64i32_t { unsigned attrib; __time64_t time_create, time_access, time_write; _fsize_t size; char name[260]; };
struct __finddata64_t { unsigned attrib; __time64_t time_create, time_access, time_write; long long size; char name[260]; };
#define _finddata_t _finddata64i32_t
#define _finddatai64_t __finddata64_t
#define _A_NORMAL 0x00
#define _A_RDONLY 0x01
#define _A_HIDDEN 0x02
#define _A_SYSTEM 0x04
#define _A_SUBDIR 0x10
#define _A_ARCH 0x20
#endif
