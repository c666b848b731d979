/* UDP as fast as one core can: `send` repeats a list of packet sizes, `receive` counts what arrives.
 *
 *   udpload send LOCAL REMOTE PORT SECONDS SIZE...     sizes are those of the IP packets
 *   udpload receive LOCAL PORT SECONDS                 prints "PACKETS NANOSECONDS", from the second after the first packet
 *
 * Both end by themselves. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { HEADERS = 28, BATCH = 48, LARGEST = 1500 };
static const int64_t SECOND = 1000000000;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * SECOND + t.tv_nsec;
}

static struct sockaddr_in address(const char *text, int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (!inet_aton(text, &a.sin_addr)) {
    fprintf(stderr, "no address: %s\n", text);
    exit(64);
  }
  return a;
}

static int bound(struct sockaddr_in local) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0 || bind(fd, (void *)&local, sizeof local)) {
    perror("bind");
    exit(71);
  }
  int size = 7 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  return fd;
}

static int send_packets(int fd, int64_t end, int count, char **sizes) {
  static char payload[LARGEST];
  struct iovec parts[BATCH];
  struct mmsghdr messages[BATCH] = {0};
  for (int i = 0; i < BATCH; i++) {
    int size = atoi(sizes[i % count]);
    if (size < HEADERS || size > LARGEST) {
      fprintf(stderr, "sizes are %d to %d\n", HEADERS, LARGEST);
      return 64;
    }
    parts[i] = (struct iovec){payload, size - HEADERS};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  while (now() < end) sendmmsg(fd, messages, BATCH, 0); /* what the tunnel has no room for is lost */
  return 0;
}

static int receive_packets(int fd, int64_t end) {
  static char room[BATCH][LARGEST];
  struct iovec parts[BATCH];
  struct mmsghdr messages[BATCH] = {0};
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){room[i], LARGEST};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  struct timeval wait = {.tv_usec = 100000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  int64_t begin = 0, last = 0, packets = 0;
  for (int64_t t = now(); t < end; t = now()) {
    int n = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);
    if (n <= 0) continue;
    t = now();
    if (!begin) begin = t + SECOND; /* the first second is start-up */
    if (t < begin) continue;
    packets += n;
    last = t;
  }
  printf("%ld %ld\n", (long)packets, (long)(last > begin ? last - begin : 0));
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 6 && !strcmp(argv[1], "send")) {
    int port = atoi(argv[4]);
    int fd = bound(address(argv[2], 0));
    struct sockaddr_in remote = address(argv[3], port);
    if (connect(fd, (void *)&remote, sizeof remote)) {
      perror("connect");
      return 71;
    }
    return send_packets(fd, now() + atoi(argv[5]) * SECOND, argc - 6, argv + 6);
  }
  if (argc == 5 && !strcmp(argv[1], "receive"))
    return receive_packets(bound(address(argv[2], atoi(argv[3]))), now() + atoi(argv[4]) * SECOND);
  fprintf(stderr, "usage: udpload send LOCAL REMOTE PORT SECONDS SIZE... | receive LOCAL PORT SECONDS\n");
  return 64;
}
