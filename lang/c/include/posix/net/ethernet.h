#ifndef __NET_ETHERNET_H
#define __NET_ETHERNET_H 1
#include <sys/types.h>
#include <stdint.h>
struct ether_addr { unsigned char ether_addr_octet[6]; } __attribute__((__packed__));
struct ether_header { unsigned char ether_dhost[6], ether_shost[6]; unsigned short ether_type; } __attribute__((__packed__));
#define ETHERTYPE_IP 2048
#define ETHERTYPE_ARP 2054
#define ETHERTYPE_VLAN 0x8100
#define ETHERTYPE_IPV6 0x86dd
#define ETHER_ADDR_LEN 6
#define ETHER_HDR_LEN 14
#define ETHER_MAX_LEN 1518
#define ETH_ALEN 6
#define ETH_HLEN 14
#define ETH_DATA_LEN 1500
#define ETH_FRAME_LEN 1514
#define ETH_P_IP 2048
#define ETH_P_ALL 3
#endif
