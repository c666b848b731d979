package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.Encapsulation;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Spi;
import hawser.ike.SpiSource;
import hawser.ike.Timer;
import hawser.net.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One ISAKMP SA: its life, and which exchange a message belongs to.
///
/// ```
/// NEGOTIATING -phase 1-> [PROVING -user, address->] ESTABLISHED -Delete, Close-> CLOSED
///      \-refused, no answer, half open too long----------------------------------/
///
/// main mode, initiator: IDLE -Start-> SA_ANSWER -> KE_ANSWER -> ID_ANSWER -> DONE
/// main mode, responder: SA_OFFER -> KE_REQUEST -> ID_REQUEST -> DONE
/// aggressive, initiator: IDLE -Start-> ANSWER -> DONE
/// aggressive, responder: OFFER -> PROOF -> DONE
/// ```
///
/// Quick Mode is accepted in ESTABLISHED only, Transaction and Informational exchanges in PROVING
/// too, and nothing of them is used before its HASH has been verified. A message that is dropped
/// leaves the state as it was.
public final class V1Session implements Session {
  private enum State {
    NEGOTIATING,
    /// Phase 1 is done; the user is to be proved, or our address to be learnt.
    PROVING,
    ESTABLISHED,
    CLOSED
  }

  private static final Timer HALF_OPEN = new Timer(Timer.Kind.HALF_OPEN, 0);

  private final Isakmp sa;
  private final Retransmission retransmission;
  private final Phase1Mode phase1;
  private final Informational informational;
  private final Proving proving;
  private final Fragments fragments = new Fragments();
  private final QuickModes quickModes;
  private final int phase1Exchange;

  /// The unproven refusal that was told.
  private boolean hinted;

  private State state = State.NEGOTIATING;

  private V1Session(Isakmp sa, SpiSource spis, Contact contact) {
    Messages messages = new Messages(sa);
    this.sa = sa;
    this.retransmission = new Retransmission(sa.entropy);
    this.informational = new Informational(sa, messages);
    this.phase1Exchange = messages.phase1Exchange();
    this.phase1 = phase1(sa, messages, retransmission, informational, contact);
    this.proving = new Proving(sa, messages, retransmission);
    this.quickModes =
        new QuickModes(sa, messages, retransmission, informational, () -> spis.next(this));
  }

  private static Phase1Mode phase1(
      Isakmp sa,
      Messages messages,
      Retransmission retransmission,
      Informational informational,
      Contact contact) {
    return switch (sa.config.v1().mode()) {
      case MAIN ->
          switch (sa.role) {
            case INITIATOR -> new MainModeInitiator(sa, messages, retransmission, contact);
            case RESPONDER -> new MainModeResponder(sa, messages, retransmission);
          };
      case AGGRESSIVE ->
          switch (sa.role) {
            case INITIATOR -> new AggressiveInitiator(sa, messages, retransmission, contact);
            case RESPONDER -> new AggressiveResponder(sa, messages, retransmission, informational);
          };
    };
  }

  /// A session that begins on [Event.Start]. `contact` says whether it is the only one with the
  /// peer.
  public static V1Session initiator(
      SessionConfig config, Path path, Entropy entropy, SpiSource spis, Contact contact) {
    return new V1Session(new Isakmp(config, Role.INITIATOR, path, entropy), spis, contact);
  }

  /// A session that expects the first message of a peer.
  public static V1Session responder(
      SessionConfig config, Path path, Entropy entropy, SpiSource spis) {
    return new V1Session(new Isakmp(config, Role.RESPONDER, path, entropy), spis, Contact.FURTHER);
  }

  /// Whether INITIAL-CONTACT is announced: the peer may then forget older SAs of ours.
  public enum Contact {
    INITIAL,
    FURTHER
  }

  @Override
  public List<Action> handle(Instant now, Event event) {
    List<Action> actions = new ArrayList<>();
    switch (state) {
      case NEGOTIATING, PROVING, ESTABLISHED -> handle(now, event, actions);
      case CLOSED -> {}
    }
    return sa.vendors.fragmentation()
        ? fragments.cut(actions, sa.config.v1().fragmentOctets())
        : actions;
  }

  private void handle(Instant now, Event event, List<Action> actions) {
    switch (event) {
      case Event.Start() -> {
        phase1.start(now, actions);
        actions.add(new Action.Arm(HALF_OPEN, now.plus(sa.config.negotiation())));
      }
      case Event.Received(Octets message, Path from) -> {
        try {
          received(now, message, from, actions);
        } catch (Malformed e) {
          actions.add(new Action.Dropped(IkeError.reasonOf(e), String.valueOf(e.getMessage())));
        }
      }
      case Event.Expired(Timer timer) -> expired(now, timer, actions);
      case Event.StartChild(ChildConfig child) -> startChild(now, child, actions);
      case Event.RekeyChild(Spi _, ChildConfig child) -> startChild(now, child, actions);
      case Event.Rekey() -> {}
      case Event.DeleteChild(Spi inbound) -> {
        Octets spi = new Writer().u32(inbound.value() & 0xffffffffL).toOctets();
        sendDelete(SaBody.PROTOCOL_ESP, spi, actions);
      }
      case Event.ProbeLiveness() -> {
        if (state == State.ESTABLISHED) {
          informational.sendProbe(actions);
        }
      }
      case Event.ProbePath(int octets) -> {
        if (state == State.ESTABLISHED) {
          informational.sendPathProbe(octets, actions);
        }
      }
      case Event.Close(String reason) -> {
        sendDelete(SaBody.PROTOCOL_ISAKMP, sa.cookies(), actions);
        close(reason, actions);
      }
    }
  }

  private void startChild(Instant now, ChildConfig child, List<Action> actions) {
    if (state == State.ESTABLISHED) {
      quickModes.start(now, child, actions);
    } else {
      actions.add(new Action.ChildFailed(child.name(), "phase 1 is not up"));
    }
  }

  private void received(Instant now, Octets message, Path from, List<Action> actions)
      throws Malformed {
    Header header = Header.parse(message);
    if (header.majorVersion() != 1) {
      throw new IkeError(IkeDrop.BAD_VERSION);
    }
    if (header.nextPayload() == PayloadType.FRAGMENT && sa.vendors.fragmentation()) {
      Optional<Octets> whole = fragments.add(message);
      if (whole.isPresent()) {
        Header inner = Header.parse(whole.get());
        if (inner.nextPayload() == PayloadType.FRAGMENT || !isOfThisSa(inner)) {
          throw new Malformed("fragments of fragments, or of another SA");
        }
        received(now, inner, whole.get(), from, actions);
      }
    } else {
      received(now, header, message, from, actions);
    }
  }

  private boolean isOfThisSa(Header header) {
    boolean first = sa.responderSpi.isNone();
    return header.majorVersion() == 1
        && header.initiatorSpi().equals(sa.initiatorSpi)
        && (first || header.responderSpi().equals(sa.responderSpi));
  }

  private void received(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    if (retransmission.repeatAnswer(header.messageId(), message, from, actions)) {
      return;
    }
    boolean phase1Message = header.messageId() == 0;
    if (header.exchange() == phase1Exchange && phase1Message) {
      boolean first = sa.initiatorSpi.isNone();
      Phase1Mode.Progress progress = phase1.received(now, header, message, from, actions);
      if (first && progress == Phase1Mode.Progress.UNDER_WAY) {
        actions.add(new Action.Arm(HALF_OPEN, now.plus(sa.config.negotiation())));
      }
      advance(now, progress, actions);
    } else if (state == State.NEGOTIATING || phase1Message) {
      throw hintOfRefusal(header, message, actions);
    } else if (!header.isEncrypted()) {
      throw new IkeError(IkeDrop.NOT_ENCRYPTED, "exchange " + header.exchange());
    } else {
      phase2(now, header, message, from, actions);
      if (sa.isConfirmed() && state != State.CLOSED) {
        retransmission.answered(0, actions); // message 3 of aggressive mode has arrived
      }
    }
  }

  private void advance(Instant now, Phase1Mode.Progress progress, List<Action> actions) {
    switch (progress) {
      case UNDER_WAY -> {}
      case PROVED -> {
        state = State.PROVING;
        proved(proving.begin(now, actions), actions);
      }
      case REFUSED -> close("no SA proposal chosen", actions);
    }
  }

  private void proved(Proving.Outcome outcome, List<Action> actions) {
    switch (outcome) {
      case UNDER_WAY -> {}
      case DONE -> establish(actions);
      case USER_REFUSED -> close("XAuth failed", actions);
      case NO_ADDRESS -> close("the peer gave us no address", actions);
    }
  }

  private void establish(List<Action> actions) {
    state = State.ESTABLISHED;
    Phase1Exchange.Peer peer = sa.peer();
    actions.add(new Action.Disarm(HALF_OPEN));
    actions.add(new Action.Established(peer.identity(), peer.location(), peer.initialContact()));
    actions.add(new Action.PeerAlive());
  }

  private void phase2(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    switch (header.exchange()) {
      case Messages.EXCHANGE_QUICK -> {
        if (state != State.ESTABLISHED) {
          throw unexpected(header);
        }
        quickModes.received(now, header, message, from, actions);
      }
      case Messages.EXCHANGE_INFORMATIONAL -> {
        switch (informational.received(header, message, from, quickModes, actions)) {
          case NOTHING -> {}
          case PEER_CLOSED -> close("the peer deleted the ISAKMP SA", actions);
        }
      }
      case Messages.EXCHANGE_TRANSACTION ->
          proved(proving.received(now, header, message, from, actions), actions);
      default -> throw unexpected(header);
    }
  }

  /// A refusal that nobody vouches for: worth a word to the administrator, and no more.
  private IkeError hintOfRefusal(Header header, Octets message, List<Action> actions) {
    boolean mayBe =
        header.exchange() == Messages.EXCHANGE_INFORMATIONAL
            && sa.role == Role.INITIATOR
            && state == State.NEGOTIATING
            && !hinted;
    if (mayBe) {
      try {
        List<Payload> payloads = Messages.readClear(header, message);
        Notify notify = Notify.read(Payload.one(payloads, PayloadType.NOTIFY));
        hinted = true;
        if (notify.type() == Notify.NO_PROPOSAL_CHOSEN) {
          actions.add(
              new Action.Report(
                  Action.Level.WARNING,
                  "Negotiate SA Error: peer SA proposal not match local policy, says "
                      + sa.path.remote()
                      + "; we offer "
                      + Phase1Words.ours(sa)));
        }
      } catch (Malformed e) {
        return new IkeError(IkeDrop.MALFORMED, String.valueOf(e.getMessage()));
      }
    }
    return unexpected(header);
  }

  private static IkeError unexpected(Header header) {
    return new IkeError(IkeDrop.UNEXPECTED, "exchange " + header.exchange());
  }

  private void expired(Instant now, Timer timer, List<Action> actions) {
    switch (timer.kind()) {
      case RETRANSMIT -> {
        if (!retransmission.repeat(now, timer.exchange(), actions)
            && !quickModes.end(timer.exchange(), "no answer to quick mode", actions)) {
          close("no answer from " + sa.path.remote(), actions);
        }
      }
      case HALF_OPEN -> {
        boolean quick = quickModes.end(timer.exchange(), "half open", actions);
        boolean open = state == State.NEGOTIATING || state == State.PROVING;
        if (!quick && timer.exchange() == 0 && open) {
          close("the peer did not complete the negotiation", actions);
        }
      }
      case RETRY, USE, LINGER -> {} // IKEv2 alone has them
    }
  }

  private void sendDelete(int protocol, Octets spi, List<Action> actions) {
    if (state == State.ESTABLISHED) {
      informational.sendDelete(protocol, spi, actions);
    }
  }

  private void close(String reason, List<Action> actions) {
    state = State.CLOSED;
    quickModes.endAll(reason, actions);
    sa.close();
    actions.add(new Action.Closed(reason));
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public SessionConfig config() {
    return sa.config;
  }

  /// A phase 1 may negotiate about any SA with its peer (RFC 2409 section 2).
  @Override
  public boolean owns(Spi inbound) {
    return true;
  }

  @Override
  public IpAddress peerLocation() {
    return sa.peerLocation;
  }

  @Override
  public Role role() {
    return sa.role;
  }

  @Override
  public IkeSpi initiatorSpi() {
    return sa.initiatorSpi;
  }

  @Override
  public IkeSpi responderSpi() {
    return sa.responderSpi;
  }

  @Override
  public Path path() {
    return sa.path;
  }

  @Override
  public Status status() {
    return switch (state) {
      case NEGOTIATING, PROVING -> Status.CONNECTING;
      case ESTABLISHED -> Status.ESTABLISHED;
      case CLOSED -> Status.CLOSED;
    };
  }

  @Override
  public Optional<IkeProposal> proposal() {
    return sa.proposal();
  }

  @Override
  public Duration lifetime() {
    return sa.lifetime;
  }

  @Override
  public Encapsulation encapsulation() {
    return sa.encapsulation();
  }

  @Override
  public String nat() {
    return sa.nat.toString();
  }

  @Override
  public int probeLength(int most) {
    return Header.LENGTH + Phase1Keys.wholeBlocks(most - Header.LENGTH);
  }

  @Override
  public long probesSent() {
    return informational.probesSent();
  }

  @Override
  public long probesReceived() {
    return informational.probesReceived();
  }
}
