package hawser.bytes;

import java.io.Serial;

/// The peer sent bytes that cannot be what they claim. Checked, stackless and cheap: it is a normal
/// result of reading from the network.
public class Malformed extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public Malformed(String reason) {
    super(reason, null, false, false);
  }
}
