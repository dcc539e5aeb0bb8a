#ifndef _INC_PROCESS
#define _INC_PROCESS
#include <corecrt.h>
#define _P_WAIT 0
#define _P_NOWAIT 1
#define _P_OVERLAY 2
#define _P_NOWAITO 3
#define _P_DETACH 4
#define P_WAIT _P_WAIT
#define P_NOWAIT _P_NOWAIT
#define P_OVERLAY _P_OVERLAY
#define P_DETACH _P_DETACH
typedef void (__cdecl *_beginthread_proc_type)(void *);
typedef unsigned (__stdcall *_beginthreadex_proc_type)(void *);
#endif
