package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.Entropy;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.Contact;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One IKE SA of version 2: which of its parts an event concerns. [IkeSa] draws its life.
///
/// An opening is accepted once, in its order; CREATE_CHILD_SA and INFORMATIONAL only when AUTH has
/// been verified; and nothing protected is looked at before its ICV has been. A message that is
/// dropped leaves the state as it was.
public final class V2Session implements Session {
  static final Timer LINGER = new Timer(Timer.Kind.LINGER, 0);
  static final Duration LINGERING = Duration.ofSeconds(60);

  private final IkeSa sa;
  private final Messages messages;
  private final Window window;
  private final Reassembly requests = new Reassembly();
  private final Reassembly answers = new Reassembly();
  private final Exchanges exchanges;
  private final Answers replies;
  private final @Nullable Initiator initiator;
  private final @Nullable Responder responder;
  private long probesSent;
  private long probesReceived;
  private Begin begin = Begin.WORK;

  /// What a successor does first.
  private enum Begin {
    WORK,
    /// It was made in vain by us.
    CLOSE,
    /// It was made in vain by the peer, who deletes it.
    LINGER
  }

  private V2Session(IkeSa sa, List<SessionConfig> candidates, SpiSource source, Contact contact) {
    Supplier<Spi> spis = () -> source.next(this);
    this.sa = sa;
    this.messages = new Messages(sa);
    this.window = new Window(sa.entropy);
    this.exchanges =
        new Exchanges(
            sa,
            messages,
            window,
            spis,
            next -> new V2Session(next, List.of(), source, Contact.FURTHER));
    this.replies = new Answers(sa, exchanges);
    boolean opens = sa.is(IkeSa.State.CONNECTING);
    this.initiator =
        opens && sa.role == Role.INITIATOR
            ? new Initiator(sa, messages, window, spis, contact)
            : null;
    this.responder =
        opens && sa.role == Role.RESPONDER
            ? new Responder(sa, candidates, messages, window, spis)
            : null;
  }

  /// A session that begins on [Event.Start].
  public static V2Session initiator(
      SessionConfig config, Path path, Entropy entropy, SpiSource spis, Contact contact) {
    return new V2Session(
        new IkeSa(config, Role.INITIATOR, path, entropy), List.of(config), spis, contact);
  }

  /// A session that expects the first message of a peer.
  ///
  /// @param candidates the configurations that the peer may be of, in order of preference: which
  ///   one it is shows when the peer has proved who it is ([#config])
  public static V2Session responder(
      List<SessionConfig> candidates, Path path, Entropy entropy, SpiSource spis) {
    return new V2Session(
        new IkeSa(candidates.getFirst(), Role.RESPONDER, path, entropy),
        candidates,
        spis,
        Contact.FURTHER);
  }

  void closeOnStart() {
    begin = Begin.CLOSE;
  }

  void lingerOnStart() {
    begin = Begin.LINGER;
  }

  void queue(Task task) {
    exchanges.add(task);
  }

  @Override
  public List<Action> handle(Instant now, Event event) {
    List<Action> actions = new ArrayList<>();
    if (!sa.is(IkeSa.State.CLOSED)) {
      handle(now, event, actions);
      exchanges.pump(now, actions);
    }
    return actions;
  }

  private void handle(Instant now, Event event, List<Action> actions) {
    switch (event) {
      case Event.Start() -> start(now, actions);
      case Event.Received(Octets message, Path from) -> {
        try {
          received(now, message, from, actions);
        } catch (Malformed e) {
          actions.add(new Action.Dropped(IkeError.reasonOf(e), String.valueOf(e.getMessage())));
        }
      }
      case Event.Expired(Timer timer) -> expired(now, timer, actions);
      case Event.StartChild(ChildConfig child) -> {
        if (sa.is(IkeSa.State.ESTABLISHED)) {
          exchanges.add(new Task.NewChild(child));
        } else {
          actions.add(new Action.ChildFailed(child.name(), "the IKE SA is not up"));
        }
      }
      case Event.RekeyChild(Spi inbound, ChildConfig child) ->
          exchanges.add(new Task.RekeyChild(inbound, child));
      case Event.DeleteChild(Spi inbound) -> deleteChild(inbound);
      case Event.Rekey() -> exchanges.add(new Task.RekeyIke());
      case Event.ProbeLiveness() -> {
        probesSent++;
        if (!window.isWaiting()) { // what waits is a probe already
          exchanges.add(new Task.ProbeLiveness());
        }
      }
      case Event.ProbePath(int octets) -> exchanges.add(new Task.ProbePath(octets));
      case Event.Close(String reason) -> close(reason, actions);
    }
  }

  private void start(Instant now, List<Action> actions) {
    if (initiator != null) {
      initiator.start(now, actions);
      return;
    }
    switch (begin) {
      case WORK -> {
        for (Child child : sa.children.all()) {
          if (child.waiting != null) {
            actions.add(new Action.Arm(Answers.useTimer(child.waiting), now));
          }
        }
      }
      case CLOSE -> close("the peer's successor stays", actions);
      case LINGER -> actions.add(new Action.Arm(LINGER, now.plus(LINGERING)));
    }
  }

  private void deleteChild(Spi inbound) {
    sa.children
        .byInbound(inbound)
        .filter(child -> child.state != Child.State.DELETING)
        .ifPresent(child -> {
          child.state = Child.State.DELETING;
          exchanges.add(new Task.DeleteChild(inbound));
        });
  }

  private void close(String reason, List<Action> actions) {
    switch (sa.state()) {
      case CONNECTING -> sa.close(reason, actions);
      case ESTABLISHED -> {
        exchanges.clear();
        exchanges.add(new Task.Close(reason));
        sa.closing();
      }
      case REKEYED, CLOSING, CLOSED -> {}
    }
  }

  // Messages

  private void received(Instant now, Octets message, Path from, List<Action> actions)
      throws Malformed {
    Header header = Header.parse(message);
    if (header.majorVersion() != 2) {
      throw new IkeError(IkeDrop.BAD_VERSION);
    }
    if (Flags.sender(header) != sa.peerRole()) {
      throw new IkeError(IkeDrop.UNEXPECTED, "the flags of the other side");
    }
    if (Flags.isResponse(header)) {
      answer(now, header, message, from, actions);
    } else {
      request(now, header, message, from, actions);
    }
  }

  private void answer(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    if (!window.isAnswer(header.messageId(), header.exchange())) {
      throw new IkeError(IkeDrop.REPLAY, "an answer to nothing");
    }
    if (sa.is(IkeSa.State.CONNECTING)) {
      opened(now, header, message, from, actions);
      return;
    }
    Optional<Reassembly.Whole> whole = open(header, message, answers);
    if (whole.isEmpty()) {
      return;
    }
    sa.heard(from, actions);
    try {
      exchanges.answered(now, Messages.contents(whole.get()), actions);
    } catch (Malformed e) {
      sa.close("an answer that is none: " + e.getMessage(), actions); // RFC 7296 section 2.21.3
    }
  }

  /// An answer to one of our opening requests.
  private void opened(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    if (initiator == null || !initiator.expects(header.exchange())) {
      throw unexpected(header);
    }
    if (header.exchange() == ExchangeType.IKE_SA_INIT) {
      initiator.initAnswered(now, header, message, actions);
      return;
    }
    Optional<Reassembly.Whole> whole = open(header, message, answers);
    if (whole.isEmpty()) {
      return;
    }
    window.answered(actions);
    try {
      Contents contents = Messages.contents(whole.get());
      switch (initiator.authAnswered(now, contents, from, actions)) {
        case ESTABLISHED ->
            initiator
                .firstChild(contents, actions)
                .ifPresent(unwanted -> exchanges.add(new Task.DeleteChild(unwanted)));
        case REFUSED -> endUnproved(Notify.AUTHENTICATION_FAILED, actions);
        case UNDER_WAY -> {}
      }
    } catch (Malformed e) {
      actions.add(new Action.Dropped(IkeError.reasonOf(e), String.valueOf(e.getMessage())));
      endUnproved(Notify.INVALID_SYNTAX, actions);
    }
  }

  /// Tells the peer, who takes the IKE SA for established, that it is not (RFC 7296 section
  /// 2.21.2).
  private void endUnproved(int what, List<Action> actions) {
    if (!sa.is(IkeSa.State.CLOSED)) {
      List<Payload> payloads = List.of(new Notify(what));
      for (Octets datagram :
          messages.seal(ExchangeType.INFORMATIONAL, 0, window.nextRequest(), payloads)) {
        actions.add(new Action.Send(sa.path, datagram));
      }
      sa.close("the peer could not prove who it is", actions);
    }
  }

  private void request(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    switch (window.place(header.messageId())) {
      case OUTSIDE -> throw new IkeError(IkeDrop.MESSAGE_ID, "request " + header.messageId());
      case ANSWERED -> repeated(header, message, from, actions);
      case NEW -> {
        if (sa.is(IkeSa.State.CONNECTING)) {
          opening(now, header, message, from, actions);
        } else {
          established(now, header, message, from, actions);
        }
      }
    }
  }

  /// A request that was answered: the same answer again. One that was cut anew is known by its ICV.
  private void repeated(Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    if (!window.isRepeated(message)) {
      if (!sa.hasKeys() || !(Envelope.read(header, message) instanceof Envelope.Sealed sealed)) {
        throw new IkeError(IkeDrop.REPLAY, "request " + header.messageId());
      }
      Octets _ = messages.open(sealed);
      if (sealed.number() != 1) {
        return; // RFC 7383 section 2.6.1: the first fragment alone asks for the answer
      }
    }
    window.repeatAnswer(from, actions);
  }

  /// One of the peer's opening requests.
  private void opening(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    if (responder == null || !responder.expects(header.exchange())) {
      throw unexpected(header);
    }
    if (header.exchange() == ExchangeType.IKE_SA_INIT) {
      Progress _ = responder.init(now, header, message, actions);
      return;
    }
    Optional<Reassembly.Whole> whole = open(header, message, requests);
    if (whole.isEmpty()) {
      return;
    }
    try {
      Contents contents = Messages.contents(whole.get());
      Progress _ = responder.auth(now, contents, message, from, actions);
    } catch (Malformed e) {
      actions.add(new Action.Dropped(IkeError.reasonOf(e), String.valueOf(e.getMessage())));
      responder.refuseAuth(complaint(e), message, from, actions);
    }
  }

  private void established(
      Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    boolean known =
        header.exchange() == ExchangeType.CREATE_CHILD_SA
            || header.exchange() == ExchangeType.INFORMATIONAL;
    if (!known) {
      throw unexpected(header);
    }
    Optional<Reassembly.Whole> whole = open(header, message, requests);
    if (whole.isEmpty()) {
      return;
    }
    sa.heard(from, actions);
    List<Payload> payloads;
    try {
      Contents contents = Messages.contents(whole.get());
      if (header.exchange() == ExchangeType.CREATE_CHILD_SA) {
        payloads = replies.createChild(now, contents, actions);
      } else {
        informational(now, header, contents, message, from, actions);
        return;
      }
    } catch (UnsupportedCritical e) {
      payloads = List.of(complaint(e));
    } catch (Malformed e) {
      actions.add(new Action.Dropped(IkeError.reasonOf(e), String.valueOf(e.getMessage())));
      reply(header, List.of(complaint(e)), message, from, actions);
      sa.close("the peer sent what cannot be: " + e.getMessage(), actions); // section 2.21.3
      return;
    }
    reply(header, payloads, message, from, actions);
  }

  private void informational(
      Instant now,
      Header header,
      Contents contents,
      Octets message,
      Path from,
      List<Action> actions) {
    if (contents.payloads().isEmpty()) {
      probesReceived++;
    }
    List<Payload> payloads = replies.informational(contents, actions);
    reply(header, payloads, message, from, actions);
    boolean over = contents.all(Delete.class).stream().anyMatch(Delete::isOfIkeSa);
    boolean disowned =
        contents.has(Notify.AUTHENTICATION_FAILED) || contents.has(Notify.INVALID_SYNTAX);
    if (over || disowned) {
      exchanges.adoptRival(now, actions);
      exchanges.drop("the peer deleted the IKE SA", actions);
      sa.close("the peer deleted the IKE SA", actions);
    }
  }

  private void reply(
      Header header, List<Payload> payloads, Octets message, Path from, List<Action> actions) {
    List<Octets> datagrams =
        messages.seal(header.exchange(), Flags.RESPONSE, header.messageId(), payloads);
    window.answer(from, message, datagrams, actions);
  }

  /// What is in a protected message, or empty while fragments of it are missing.
  private Optional<Reassembly.Whole> open(Header header, Octets message, Reassembly reassembly)
      throws Malformed {
    if (!(Envelope.read(header, message) instanceof Envelope.Sealed sealed)) {
      throw new IkeError(IkeDrop.NOT_ENCRYPTED, "exchange " + header.exchange());
    }
    if (sealed.isFragment() && !sa.features.fragmentation()) {
      throw new IkeError(IkeDrop.FRAGMENT, "fragments were not agreed");
    }
    Octets clear = messages.open(sealed);
    if (sealed.critical().isPresent()) {
      throw sealed.critical().get();
    }
    return sealed.isFragment()
        ? reassembly.add(header.messageId(), sealed, clear)
        : Optional.of(new Reassembly.Whole(clear, sealed.first()));
  }

  private static Notify complaint(Malformed failure) {
    return failure instanceof UnsupportedCritical critical
        ? new Notify(
            Notify.UNSUPPORTED_CRITICAL_PAYLOAD, new Writer().u8(critical.type()).toOctets())
        : new Notify(Notify.INVALID_SYNTAX);
  }

  private static IkeError unexpected(Header header) {
    return new IkeError(IkeDrop.UNEXPECTED, "exchange " + header.exchange());
  }

  // Time

  private void expired(Instant now, Timer timer, List<Action> actions) {
    switch (timer.kind()) {
      case RETRANSMIT -> repeat(now, actions);
      case HALF_OPEN -> {
        if (sa.is(IkeSa.State.CONNECTING)) {
          sa.close("the peer did not complete the negotiation", actions);
        }
      }
      case RETRY -> exchanges.retry(now, actions);
      case USE ->
          sa.children.all().stream()
              .filter(child -> new Spi(timer.exchange()).equals(child.waiting))
              .forEach(child -> Answers.use(child, actions));
      case LINGER -> sa.close("the peer did not delete it", actions);
    }
  }

  private void repeat(Instant now, List<Action> actions) {
    exchanges.forgetLongerProbes();
    if (window.repeat(now, sa.path, actions)) {
      return;
    }
    exchanges.drop("no answer", actions);
    exchanges.adoptRival(now, actions);
    String refusal = initiator == null ? "" : initiator.refusal;
    sa.close(refusal.isEmpty() ? "no answer from " + sa.path.remote() : refusal, actions);
  }

  // What others ask

  @Override
  public int version() {
    return 2;
  }

  @Override
  public SessionConfig config() {
    return sa.config;
  }

  @Override
  public boolean owns(Spi inbound) {
    return sa.children.byInbound(inbound).isPresent();
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
    return switch (sa.state()) {
      case CONNECTING -> Status.CONNECTING;
      case ESTABLISHED -> begin == Begin.WORK ? Status.ESTABLISHED : Status.CLOSED;
      case REKEYED, CLOSING, CLOSED -> Status.CLOSED;
    };
  }

  @Override
  public Optional<IkeProposal> proposal() {
    return sa.proposal();
  }

  /// Each end has a lifetime of its own (RFC 7296 section 2.8).
  @Override
  public Duration lifetime() {
    return sa.config.lifetime();
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
    return PathProbe.length(messages, most);
  }

  @Override
  public long probesSent() {
    return probesSent;
  }

  @Override
  public long probesReceived() {
    return probesReceived;
  }
}
