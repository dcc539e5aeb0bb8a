#include <linux/ioctl.h>
#include <linux/types.h>
