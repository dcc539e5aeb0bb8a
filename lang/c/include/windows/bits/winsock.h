/* shared by winsock.h and winsock2.h */
#ifndef __APIC_WINSOCK
#define __APIC_WINSOCK
#include <windows.h>
#include <inaddr.h>
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned long long u_int64;
typedef UINT_PTR SOCKET;
#ifndef FD_SETSIZE
#define FD_SETSIZE 64
#endif
typedef struct fd_set { u_int fd_count; SOCKET fd_array[FD_SETSIZE]; } fd_set, FD_SET, *PFD_SET, *LPFD_SET;
#define FD_ZERO(s) (((fd_set *)(s))->fd_count = 0)
#define FD_ISSET(d, s) __WSAFDIsSet((SOCKET)(d), (fd_set *)(s))
#define FD_SET(d, s) ((void)(((fd_set *)(s))->fd_array[((fd_set *)(s))->fd_count++] = (d)))
struct timeval { long tv_sec, tv_usec; };
typedef struct timeval TIMEVAL, *PTIMEVAL, *LPTIMEVAL;
#define timerisset(t) ((t)->tv_sec || (t)->tv_usec)
#define timerclear(t) ((t)->tv_sec = (t)->tv_usec = 0)
typedef struct hostent { char *h_name, **h_aliases; short h_addrtype, h_length; char **h_addr_list; } HOSTENT, *PHOSTENT, *LPHOSTENT;
#define h_addr h_addr_list[0]
struct netent { char *n_name, **n_aliases; short n_addrtype; u_long n_net; };
typedef struct servent { char *s_name, **s_aliases, *s_proto; short s_port; } SERVENT, *PSERVENT, *LPSERVENT;
typedef struct protoent { char *p_name, **p_aliases; short p_proto; } PROTOENT, *PPROTOENT, *LPPROTOENT;
typedef struct linger { u_short l_onoff, l_linger; } LINGER, *PLINGER, *LPLINGER;
typedef struct WSAData { WORD wVersion, wHighVersion; unsigned short iMaxSockets, iMaxUdpDg; char *lpVendorInfo; char szDescription[257], szSystemStatus[129]; } WSADATA, *LPWSADATA;
#define IOCPARM_MASK 0x7f
#define _IO(x, y) (0x20000000 | ((x) << 8) | (y))
#define _IOR(x, y, t) (0x40000000 | (((long)sizeof(t) & IOCPARM_MASK) << 16) | ((x) << 8) | (y))
#define _IOW(x, y, t) (0x80000000 | (((long)sizeof(t) & IOCPARM_MASK) << 16) | ((x) << 8) | (y))
#define FIONREAD _IOR('f', 127, u_long)
#define FIONBIO _IOW('f', 126, u_long)
#define SIOCATMARK _IOR('s', 7, u_long)
#define INVALID_SOCKET (SOCKET)(~0)
#define SOCKET_ERROR (-1)
#define h_errno WSAGetLastError()
#define MSG_OOB 1
#define MSG_PEEK 2
#define MSG_DONTROUTE 4
#define MSG_PARTIAL 0x8000
#define WSADESCRIPTION_LEN 256
#define WSASYS_STATUS_LEN 128
#define WSABASEERR 0x2710
#define WSAEINTR 0x2714
#define WSAEBADF 0x2719
#define WSAEACCES 0x271d
#define WSAEFAULT 0x271e
#define WSAEINVAL 0x2726
#define WSAEMFILE 0x2728
#define WSAEWOULDBLOCK 0x2733
#define WSAEINPROGRESS 0x2734
#define WSAEALREADY 0x2735
#define WSAENOTSOCK 0x2736
#define WSAEDESTADDRREQ 0x2737
#define WSAEMSGSIZE 0x2738
#define WSAEPROTOTYPE 0x2739
#define WSAENOPROTOOPT 0x273a
#define WSAEPROTONOSUPPORT 0x273b
#define WSAESOCKTNOSUPPORT 0x273c
#define WSAEOPNOTSUPP 0x273d
#define WSAEPFNOSUPPORT 0x273e
#define WSAEAFNOSUPPORT 0x273f
#define WSAEADDRINUSE 0x2740
#define WSAEADDRNOTAVAIL 0x2741
#define WSAENETDOWN 0x2742
#define WSAENETUNREACH 0x2743
#define WSAENETRESET 0x2744
#define WSAECONNABORTED 0x2745
#define WSAECONNRESET 0x2746
#define WSAENOBUFS 0x2747
#define WSAEISCONN 0x2748
#define WSAENOTCONN 0x2749
#define WSAESHUTDOWN 0x274a
#define WSAETOOMANYREFS 0x274b
#define WSAETIMEDOUT 0x274c
#define WSAECONNREFUSED 0x274d
#define WSAELOOP 0x274e
#define WSAENAMETOOLONG 0x274f
#define WSAEHOSTDOWN 0x2750
#define WSAEHOSTUNREACH 0x2751
#define WSAENOTEMPTY 0x2752
#define WSAEPROCLIM 0x2753
#define WSAEUSERS 0x2754
#define WSAEDQUOT 0x2755
#define WSAESTALE 0x2756
#define WSAEREMOTE 0x2757
#define WSASYSNOTREADY 0x276b
#define WSAVERNOTSUPPORTED 0x276c
#define WSANOTINITIALISED 0x276d
#define WSAEDISCON 0x2775
#define WSAHOST_NOT_FOUND 0x2af9
#define WSATRY_AGAIN 0x2afa
#define WSANO_RECOVERY 0x2afb
#define WSANO_DATA 0x2afc
#define HOST_NOT_FOUND 0x2af9
#define TRY_AGAIN 0x2afa
#define NO_RECOVERY 0x2afb
#define NO_DATA 0x2afc
#define IPPORT_RESERVED 1024
#define PF_UNSPEC AF_UNSPEC
#define PF_UNIX AF_UNIX
#define PF_INET AF_INET
#endif
