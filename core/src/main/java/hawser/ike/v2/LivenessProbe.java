package hawser.ike.v2;

import hawser.ike.Action;
import java.time.Instant;
import java.util.List;

/// An INFORMATIONAL request with nothing in it (RFC 7296 section 2.4).
final class LivenessProbe implements Request {
  @Override
  public int exchange() {
    return ExchangeType.INFORMATIONAL;
  }

  @Override
  public List<Payload> payloads() {
    return List.of();
  }

  @Override
  public void answered(Instant now, Contents answer, List<Action> actions) {
    actions.add(new Action.LivenessConfirmed());
  }
}
