package hawser.ike;

import hawser.bytes.Malformed;
import java.io.Serial;

/// The peer's fault, with the counter that it goes to.
public final class IkeError extends Malformed {
  @Serial private static final long serialVersionUID = 1L;

  private final IkeDrop reason;

  public IkeError(IkeDrop reason) {
    this(reason, reason.text());
  }

  public IkeError(IkeDrop reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  public IkeDrop reason() {
    return reason;
  }

  /// The reason of any failure to read a message; what names none is [IkeDrop#MALFORMED].
  public static IkeDrop reasonOf(Malformed failure) {
    return failure instanceof IkeError error ? error.reason : IkeDrop.MALFORMED;
  }
}
