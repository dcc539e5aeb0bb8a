#ifndef _RESOLV_H_
#define _RESOLV_H_
#include <sys/cdefs.h>
#include <sys/types.h>
#include <netinet/in.h>
#include <stdio.h>
enum { MAXNS = 3, MAXDNSRCH = 6 };
struct __res_state {
  int retrans, retry;
  unsigned long options;
  int nscount;
  struct sockaddr_in nsaddr_list[3];
  unsigned short id;
  char *dnsrch[7];
  char defdname[256];
  unsigned long pfcode;
  unsigned ndots : 4, nsort : 4, ipv6_unavail : 1, unused : 23;
  struct { struct in_addr addr; uint32_t mask; } sort_list[10];
  void *__glibc_unused_qhook, *__glibc_unused_rhook;
  int res_h_errno, _vcsock;
  unsigned int _flags;
  union {
    char pad[52];
    struct {
      uint16_t nscount, nsmap[3];
      int nssocks[3];
      uint16_t nscount6, nsinit;
      struct sockaddr_in6 *nsaddrs[3];
      unsigned int __glibc_reserved[2];
    } _ext;
  } _u;
};
typedef struct __res_state *res_state;
#define nsaddr nsaddr_list[0]
#endif
