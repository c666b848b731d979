package hawser.linux;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Tells that interfaces, addresses or the default route of a network namespace changed; what they
/// are now is for [Netlink] to say. Belongs to one thread.
public final class NetlinkMonitor implements AutoCloseable {
  private static final int GROUP_LINK = 0x1;
  private static final int GROUP_IPV4_ADDRESS = 0x10;
  private static final int GROUP_IPV4_ROUTE = 0x40;
  private static final int GROUP_IPV6_ADDRESS = 0x100;
  private static final int GROUP_IPV6_ROUTE = 0x400;

  private final NetlinkSocket socket;

  private NetlinkMonitor(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Watches the network namespace of the calling thread.
  public static NetlinkMonitor open() throws OsException {
    return new NetlinkMonitor(
        NetlinkSocket.open(
            GROUP_LINK
                | GROUP_IPV4_ADDRESS
                | GROUP_IPV4_ROUTE
                | GROUP_IPV6_ADDRESS
                | GROUP_IPV6_ROUTE));
  }

  /// Readable when [#drain()] has something to do.
  public int fd() {
    return socket.fd();
  }

  /// Takes all waiting news without waiting for more; true when something relevant changed or news
  /// were lost.
  public boolean drain() {
    boolean changed = false;
    while (true) {
      int length = socket.poll();
      if (length == -Errno.ENOBUFS || length == -Errno.EMSGSIZE) {
        changed = true;
        continue;
      }
      if (length <= 0) {
        return changed;
      }
      ByteBuffer buffer = socket.messages(length);
      Optional<NetlinkMessage> next = NetlinkMessage.next(buffer);
      while (next.isPresent()) {
        changed |= isRelevant(next.get());
        next = NetlinkMessage.next(buffer);
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  /// Of routes, only default routes of others count: the paths to the peers hang on them, while a
  /// routing daemon may change thousands of the rest.
  private static boolean isRelevant(NetlinkMessage message) {
    return switch (message.type()) {
      case NetlinkMessage.NEW_LINK,
          NetlinkMessage.DEL_LINK,
          NetlinkMessage.NEW_ADDRESS,
          NetlinkMessage.DEL_ADDRESS ->
          true;
      case NetlinkMessage.NEW_ROUTE, NetlinkMessage.DEL_ROUTE ->
          message.holds(8) && message.u8(1) == 0 && message.u8(5) != Netlink.PROTOCOL;
      default -> false;
    };
  }
}
