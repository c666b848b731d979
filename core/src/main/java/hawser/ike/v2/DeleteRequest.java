package hawser.ike.v2;

import hawser.ike.Action;
import hawser.ike.Spi;
import java.time.Instant;
import java.util.List;

/// Tells the peer that a Child SA of ours is gone. It stays in the table until the answer, for a
/// Delete of the peer that crosses ours (RFC 7296 section 1.4.1).
final class DeleteRequest implements Request {
  private final Exchanges exchanges;
  private final Spi inbound;

  DeleteRequest(Exchanges exchanges, Spi inbound) {
    this.exchanges = exchanges;
    this.inbound = inbound;
    exchanges.sa.children.byInbound(inbound).ifPresent(c -> c.state = Child.State.DELETING);
  }

  @Override
  public int exchange() {
    return ExchangeType.INFORMATIONAL;
  }

  @Override
  public List<Payload> payloads() {
    return List.of(Delete.ofChildren(List.of(inbound)));
  }

  @Override
  public void answered(Instant now, Contents answer, List<Action> actions) {
    exchanges
        .sa
        .children
        .byInbound(inbound)
        .ifPresent(child -> {
          Answers.use(child, actions);
          exchanges.sa.children.remove(child);
        });
  }
}
