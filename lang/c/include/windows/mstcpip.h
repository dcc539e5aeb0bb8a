#ifndef _MSTCPIP_
#define _MSTCPIP_
#include <ws2def.h>
struct tcp_keepalive { ULONG onoff, keepalivetime, keepaliveinterval; };
#define SIO_KEEPALIVE_VALS _WSAIOW(IOC_VENDOR, 4)
#endif
