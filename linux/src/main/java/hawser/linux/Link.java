package hawser.linux;

/// A network interface, with its `IFF_` flags.
public record Link(int index, String name, int flags, int mtu) {
  private static final int IFF_UP = 0x1;
  private static final int IFF_LOOPBACK = 0x8;
  private static final int IFF_RUNNING = 0x40;
  private static final int IFF_LOWER_UP = 0x10000;

  /// Set up by the administrator.
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /// Operational: up and with a carrier as far as the kernel knows.
  public boolean isRunning() {
    return (flags & IFF_RUNNING) != 0;
  }

  /// The carrier is there.
  public boolean isLowerUp() {
    return (flags & IFF_LOWER_UP) != 0;
  }

  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }
}
