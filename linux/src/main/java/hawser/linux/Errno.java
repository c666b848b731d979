package hawser.linux;

/// The error numbers that Hawser treats specially, as on every Linux architecture Java runs on.
public final class Errno {
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EAGAIN = 11;
  public static final int EFAULT = 14;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int EMSGSIZE = 90;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ENOBUFS = 105;

  private Errno() {}

  /// What the C library calls this error: "Address already in use".
  public static String text(int errno) {
    return Libc.strerror(errno);
  }
}
