package hawser.ike.v2;

import hawser.ike.Action;
import java.time.Instant;
import java.util.List;

/// Tells the peer that the IKE SA is gone, and its children with it (RFC 7296 section 1.4.1).
final class CloseRequest implements Request {
  private final IkeSa sa;
  private final String reason;

  CloseRequest(IkeSa sa, String reason) {
    this.sa = sa;
    this.reason = reason;
  }

  @Override
  public int exchange() {
    return ExchangeType.INFORMATIONAL;
  }

  @Override
  public List<Payload> payloads() {
    return List.of(Delete.ofIkeSa());
  }

  @Override
  public int tries() {
    return Window.TRIES_CLOSING;
  }

  @Override
  public void dropped(String ignored, List<Action> actions) {
    sa.close(reason, actions);
  }

  @Override
  public void answered(Instant now, Contents answer, List<Action> actions) {
    sa.close(reason, actions);
  }
}
