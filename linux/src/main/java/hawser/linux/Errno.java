package hawser.linux;

/// The error numbers that Hawser treats specially.
public final class Errno {
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;

  private Errno() {}
}
