package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Group;
import hawser.crypto.KeyExchange;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// CREATE_CHILD_SA for a further Child SA, or for the successor of one (RFC 7296 sections 1.3.1,
/// 1.3.3 and 2.8).
///
/// When both ends replace the same SA at once, two successors come to be; the exchange with the
/// lowest of the four nonces was in vain, and who began it deletes what it made (section 2.8.1).
final class ChildRequest implements Request {
  private final Exchanges exchanges;
  private final ChildConfig config;
  private final Optional<Child> old;
  private final Try number;
  private final Octets nonce;
  private final ChildDraft draft;

  ChildRequest(Exchanges exchanges, ChildConfig config, Optional<Child> old) {
    this(exchanges, config, old, config.pfsGroups().stream().findFirst(), Try.FIRST);
  }

  /// A wish for another group is met once.
  private enum Try {
    FIRST,
    SECOND
  }

  private ChildRequest(
      Exchanges exchanges,
      ChildConfig config,
      Optional<Child> old,
      Optional<Group> group,
      Try number) {
    IkeSa sa = exchanges.sa;
    this.number = number;
    this.exchanges = exchanges;
    this.config = config;
    this.old = old;
    this.nonce = sa.entropy.octets(Nonce.OUR_LENGTH);
    this.draft =
        ChildDraft.further(
            config,
            exchanges.spis.get(),
            group.map(one -> KeyExchange.generate(one, sa.entropy)).orElse(null));
    old.ifPresent(child -> child.state = Child.State.REKEYING);
  }

  @Override
  public int exchange() {
    return ExchangeType.CREATE_CHILD_SA;
  }

  @Override
  public List<Payload> payloads() {
    List<Payload> payloads = new ArrayList<>();
    old.ifPresent(child -> payloads.add(Notify.ofChild(Notify.REKEY_SA, child.inbound())));
    payloads.add(draft.offer());
    payloads.add(new Nonce(nonce));
    draft.keyShare().ifPresent(payloads::add);
    payloads.addAll(draft.selectors());
    return payloads;
  }

  @Override
  public void answered(Instant now, Contents answer, List<Action> actions) throws Malformed {
    old.filter(child -> child.state == Child.State.REKEYING)
        .ifPresent(
            child -> child.state = child.rival == null ? Child.State.ALIVE : Child.State.REPLACED);
    Optional<Notify> error = answer.error();
    if (error.isPresent()) {
      refused(now, error.get(), actions);
      return;
    }
    Nonces nonces = new Nonces(nonce, answer.one(Nonce.class).value());
    try {
      agreed(draft.agree(exchanges.sa, answer, nonces, old.map(Child::inbound)), nonces, actions);
    } catch (Malformed e) {
      failed(String.valueOf(e.getMessage()), actions);
      exchanges.addFirst(new Task.DeleteChild(draft.inbound)); // the peer has it
    }
  }

  private void agreed(ChildSa sa, Nonces nonces, List<Action> actions) {
    exchanges.succeeded();
    if (exchanges.isDeletedEarly(sa.outbound())) {
      failed("the peer deleted it at once", actions);
      return;
    }
    Child child = new Child(sa);
    exchanges.sa.children.add(child);
    actions.add(new Action.InstallChild(sa));
    Optional<Child.Rival> rival = old.flatMap(o -> Optional.ofNullable(o.rival));
    if (rival.isPresent() && nonces.lowest().compareTo(rival.get().lowestNonce()) < 0) {
      // Ours was in vain: the peer's successor stays.
      actions.add(new Action.AbandonChild(sa.inbound()));
      exchanges.addFirst(new Task.DeleteChild(sa.inbound()));
      return;
    }
    old.filter(o -> o.state != Child.State.DELETING)
        .ifPresent(o -> {
          o.state = Child.State.REPLACED;
          o.waiting = null; // the peer deletes its own, if it made one
        });
    actions.add(new Action.UseChild(sa.inbound()));
  }

  private void refused(Instant now, Notify error, List<Action> actions) {
    switch (error.what()) {
      case Notify.INVALID_KE_PAYLOAD -> withGroup(error.data(), actions);
      case Notify.TEMPORARY_FAILURE -> {
        if (!exchanges.retryLater(now, task(), actions)) {
          failed("the peer is busy for too long", actions);
        }
      }
      case Notify.CHILD_SA_NOT_FOUND -> {
        old.filter(child -> exchanges.sa.children.byInbound(child.inbound()).isPresent())
            .ifPresent(child -> {
              Answers.use(child, actions);
              exchanges.sa.children.remove(child);
              actions.add(new Action.RemoveChild(child.sa.outbound()));
              exchanges.add(new Task.NewChild(config)); // RFC 7296 section 2.25.1
            });
      }
      default -> failed("refused: " + error.text(), actions);
    }
  }

  private void withGroup(Octets wanted, List<Action> actions) {
    Optional<Group> ours = Algorithms.group(wanted).filter(config.pfsGroups()::contains);
    if (ours.isPresent() && number == Try.FIRST) {
      exchanges.instead(new ChildRequest(exchanges, config, old, ours, Try.SECOND));
    } else {
      failed("the peer wants a group that it was not offered", actions);
    }
  }

  private Task task() {
    return old.<Task>map(child -> new Task.RekeyChild(child.inbound(), config))
        .orElseGet(() -> new Task.NewChild(config));
  }

  private void failed(String reason, List<Action> actions) {
    actions.add(new Action.ChildFailed(config.name(), reason));
  }

  @Override
  public void dropped(String reason, List<Action> actions) {
    failed(reason, actions);
  }
}
