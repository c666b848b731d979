package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.crypto.Entropy;
import hawser.crypto.Group;
import hawser.crypto.Hmac;
import hawser.crypto.KeyExchange;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.Identity;
import hawser.ike.IkeDrop;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.NatTraversal;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Spi;
import hawser.ike.SpiSource;
import hawser.ike.Timer;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import hawser.net.TrafficSelector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One ISAKMP SA. States are named for what they wait for:
///
/// ```
/// initiator: IDLE -Start-> SA_ANSWER -> KE_ANSWER -> ID_ANSWER -> ESTABLISHED
/// responder: SA_OFFER -> KE_REQUEST -> ID_REQUEST -> ESTABLISHED
/// any: -> CLOSED
/// ```
///
/// Quick Mode and Informational exchanges are accepted in ESTABLISHED only, and nothing of them is
/// used before its HASH has been verified.
public final class V1Session implements Session {
  private static final int VERSION = 0x10;
  private static final int EXCHANGE_MAIN = 2;
  private static final int EXCHANGE_INFORMATIONAL = 5;
  private static final int EXCHANGE_QUICK = 32;
  private static final int NONCE_LENGTH = 32;
  private static final Duration HALF_OPEN = Duration.ofSeconds(30);
  private static final int MOST_QUICK_MODES = 64;
  private static final Octets LOCATION_LABEL =
      Octets.of("hawser location".getBytes(StandardCharsets.US_ASCII));

  private enum State {
    IDLE,
    SA_OFFER,
    SA_ANSWER,
    KE_REQUEST,
    KE_ANSWER,
    ID_REQUEST,
    ID_ANSWER,
    ESTABLISHED,
    CLOSED
  }

  private final SessionConfig config;
  private final Role role;
  private final Entropy entropy;
  private final SpiSource spis;
  private final Retransmission retransmission;
  private final Map<Integer, QuickMode> quickModes = new HashMap<>();
  private final boolean sendInitialContact;
  private State state;
  private Path path;
  private IkeSpi initiatorSpi;
  private IkeSpi responderSpi = IkeSpi.NONE;
  private @Nullable IkeProposal proposal;
  private @Nullable KeyExchange exchange;
  private @Nullable Phase1Keys keys;
  private Octets initiatorSa = Octets.EMPTY;
  private Octets nonce = Octets.EMPTY;
  private Octets peerPublic = Octets.EMPTY;
  private Octets peerNonce = Octets.EMPTY;
  private Octets lastBlock = Octets.EMPTY;
  private boolean peerDoesNat;
  private boolean peerIsHawser;
  private boolean localNat;
  private boolean remoteNat;
  private int probeSequence;
  private boolean probeUnderWay;
  private long probesSent;
  private long probesReceived;

  private V1Session(
      SessionConfig config,
      Role role,
      Path path,
      Entropy entropy,
      SpiSource spis,
      boolean sendInitialContact) {
    this.config = config;
    this.role = role;
    this.path = path;
    this.entropy = entropy;
    this.spis = spis;
    this.sendInitialContact = sendInitialContact;
    this.retransmission = new Retransmission(entropy);
    this.state = role == Role.INITIATOR ? State.IDLE : State.SA_OFFER;
    this.initiatorSpi = role == Role.INITIATOR ? newSpi() : IkeSpi.NONE;
    this.probeSequence = ByteBuffer.wrap(entropy.octets(4).toArray()).getInt() & 0x3fffffff;
  }

  /// A session that begins on [Event.Start]. `contact` says whether it is the only one with the
  /// peer.
  public static V1Session initiator(
      SessionConfig config, Path path, Entropy entropy, SpiSource spis, Contact contact) {
    return new V1Session(config, Role.INITIATOR, path, entropy, spis, contact == Contact.INITIAL);
  }

  /// A session that expects the first message of a peer.
  public static V1Session responder(
      SessionConfig config, Path path, Entropy entropy, SpiSource spis) {
    return new V1Session(config, Role.RESPONDER, path, entropy, spis, false);
  }

  /// Whether INITIAL-CONTACT is announced: the peer may then forget older SAs of ours.
  public enum Contact {
    INITIAL,
    FURTHER
  }

  @Override
  public List<Action> handle(Instant now, Event event) {
    List<Action> actions = new ArrayList<>();
    if (state == State.CLOSED) {
      return actions;
    }
    switch (event) {
      case Event.Start() -> start(now, actions);
      case Event.Received(Octets message, Path from) -> received(now, message, from, actions);
      case Event.Expired(Timer timer) -> expired(now, timer, actions);
      case Event.StartChild(ChildConfig child) -> startChild(now, child, actions);
      case Event.DeleteChild(Spi inbound) ->
          sendDelete(SaBody.PROTOCOL_ESP, spiOctets(inbound), actions);
      case Event.ProbeLiveness() -> probe(actions);
      case Event.Close(String reason) -> {
        if (state == State.ESTABLISHED) {
          sendDelete(SaBody.PROTOCOL_ISAKMP, cookies(), actions);
        }
        close(reason, actions);
      }
    }
    return actions;
  }

  @Override
  public Role role() {
    return role;
  }

  @Override
  public IkeSpi initiatorSpi() {
    return initiatorSpi;
  }

  @Override
  public IkeSpi responderSpi() {
    return responderSpi;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Status status() {
    return switch (state) {
      case ESTABLISHED -> Status.ESTABLISHED;
      case CLOSED -> Status.CLOSED;
      default -> Status.CONNECTING;
    };
  }

  @Override
  public Optional<IkeProposal> proposal() {
    return Optional.ofNullable(proposal);
  }

  @Override
  public Encapsulation encapsulation() {
    return localNat || remoteNat ? Encapsulation.UDP : Encapsulation.NONE;
  }

  @Override
  public String nat() {
    return ((localNat ? "me " : "") + (remoteNat ? "peer" : "")).strip();
  }

  @Override
  public long probesSent() {
    return probesSent;
  }

  @Override
  public long probesReceived() {
    return probesReceived;
  }

  // Main Mode

  private void start(Instant now, List<Action> actions) {
    if (state != State.IDLE) {
      return;
    }
    initiatorSa = Phase1Offer.offer(config.proposals(), config.lifetime()).write();
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.SA, initiatorSa));
    payloads.addAll(vendorIds());
    state = State.SA_ANSWER;
    retransmission.request(now, 0, path, clear(payloads), actions);
  }

  private void received(Instant now, Octets message, Path from, List<Action> actions) {
    try {
      Header header = Header.parse(message);
      if (header.version() >>> 4 != 1) {
        actions.add(new Action.Dropped(IkeDrop.BAD_VERSION, ""));
      } else if (retransmission.repeatAnswer(header.messageId(), message, from, actions)) {
        return;
      } else if (header.exchange() == EXCHANGE_MAIN && header.messageId() == 0) {
        mainMode(now, header, message, from, actions);
      } else if (state != State.ESTABLISHED) {
        actions.add(new Action.Dropped(IkeDrop.UNEXPECTED, "exchange " + header.exchange()));
      } else if (!header.isEncrypted()) {
        actions.add(new Action.Dropped(IkeDrop.NOT_ENCRYPTED, "exchange " + header.exchange()));
      } else if (header.messageId() == 0) {
        actions.add(new Action.Dropped(IkeDrop.UNEXPECTED, "message ID 0"));
      } else if (header.exchange() == EXCHANGE_QUICK) {
        quickMode(now, header, message, from, actions);
      } else if (header.exchange() == EXCHANGE_INFORMATIONAL) {
        informational(header, message, from, actions);
      } else {
        actions.add(new Action.Dropped(IkeDrop.UNEXPECTED, "exchange " + header.exchange()));
      }
    } catch (Malformed e) {
      actions.add(new Action.Dropped(IkeDrop.MALFORMED, String.valueOf(e.getMessage())));
    }
  }

  private void mainMode(Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    boolean encryptedStep = state == State.ID_REQUEST || state == State.ID_ANSWER;
    if (header.isEncrypted() != encryptedStep) {
      actions.add(new Action.Dropped(IkeDrop.UNEXPECTED, "main mode in state " + state));
      return;
    }
    if (encryptedStep) {
      identify(header, message, from, actions);
      return;
    }
    List<Payload> payloads =
        Payload.readChain(
            Reader.of(message.slice(Header.LENGTH, message.length())), header.nextPayload());
    switch (state) {
      case SA_OFFER -> answerOffer(now, header, message, payloads, actions);
      case SA_ANSWER -> acceptAnswer(now, header, payloads, actions);
      case KE_REQUEST -> answerKeys(now, message, payloads, actions);
      case KE_ANSWER -> acceptKeys(now, payloads, actions);
      case IDLE, ID_REQUEST, ID_ANSWER, ESTABLISHED, CLOSED ->
          actions.add(new Action.Dropped(IkeDrop.UNEXPECTED, "main mode in state " + state));
    }
  }

  /// Message 1, at the responder.
  private void answerOffer(
      Instant now, Header header, Octets message, List<Payload> payloads, List<Action> actions)
      throws Malformed {
    if (!header.responderSpi().isNone()) {
      throw new Malformed(IkeDrop.BAD_SPI.text());
    }
    Octets offered = Payload.one(payloads, PayloadType.SA);
    Optional<Phase1Offer.Choice> choice =
        Phase1Offer.choose(SaBody.read(offered), config.proposals());
    initiatorSpi = header.initiatorSpi();
    if (choice.isEmpty()) {
      actions.add(
          new Action.Report(
              Action.Level.WARNING,
              "no SA proposal chosen: what "
                  + path.remote()
                  + " offers is not in "
                  + config.name()));
      responderSpi = newSpi();
      actions.add(
          new Action.Send(path, clearNotify(Notify.NO_PROPOSAL_CHOSEN, SaBody.PROTOCOL_ISAKMP)));
      close("no SA proposal chosen", actions);
      return;
    }
    initiatorSa = offered;
    proposal = choice.orElseThrow().proposal();
    responderSpi = newSpi();
    readVendorIds(payloads);
    List<Payload> answer = new ArrayList<>();
    answer.add(new Payload(PayloadType.SA, choice.orElseThrow().answer().write()));
    answer.addAll(vendorIds());
    state = State.KE_REQUEST;
    actions.add(new Action.Arm(new Timer(Timer.Kind.HALF_OPEN, 0), now.plus(HALF_OPEN)));
    answer(message, clear(answer), actions);
  }

  /// Message 2, at the initiator.
  private void acceptAnswer(
      Instant now, Header header, List<Payload> payloads, List<Action> actions) throws Malformed {
    if (header.responderSpi().isNone()) {
      throw new Malformed(IkeDrop.BAD_SPI.text());
    }
    SaBody answer = SaBody.read(Payload.one(payloads, PayloadType.SA));
    boolean one =
        answer.proposals().size() == 1 && answer.proposals().getFirst().transforms().size() == 1;
    Optional<Phase1Offer.Choice> choice =
        one ? Phase1Offer.choose(answer, config.proposals()) : Optional.empty();
    if (choice.isEmpty()) {
      throw new Malformed("the answer is not one of our proposals");
    }
    proposal = choice.orElseThrow().proposal();
    responderSpi = header.responderSpi();
    readVendorIds(payloads);
    KeyExchange own = KeyExchange.generate(proposal.group(), entropy);
    exchange = own;
    nonce = entropy.octets(NONCE_LENGTH);
    retransmission.answered(0, actions);
    state = State.KE_ANSWER;
    retransmission.request(now, 0, path, clear(keyPayloads(own)), actions);
  }

  /// Message 3, at the responder.
  private void answerKeys(Instant now, Octets message, List<Payload> payloads, List<Action> actions)
      throws Malformed {
    IkeProposal agreed = agreed();
    readKeys(payloads);
    KeyExchange own = KeyExchange.generate(agreed.group(), entropy);
    exchange = own;
    nonce = entropy.octets(NONCE_LENGTH);
    deriveKeys(agreed, own);
    detectNat(payloads);
    state = State.ID_REQUEST;
    actions.add(new Action.Arm(new Timer(Timer.Kind.HALF_OPEN, 0), now.plus(HALF_OPEN)));
    answer(message, clear(keyPayloads(own)), actions);
  }

  /// Message 4, at the initiator.
  private void acceptKeys(Instant now, List<Payload> payloads, List<Action> actions)
      throws Malformed {
    KeyExchange own = java.util.Objects.requireNonNull(exchange);
    readKeys(payloads);
    deriveKeys(agreed(), own);
    detectNat(payloads);
    if (encapsulation() == Encapsulation.UDP) {
      path = path.floated(); // RFC 3947 section 4: from message 5 on
    }
    Octets id = IdBody.of(localIdentity());
    Octets hash = keys().authentication(own.publicValue(), peerPublic, i(), r(), initiatorSa, id);
    List<Payload> payloadsOut = new ArrayList<>();
    payloadsOut.add(new Payload(PayloadType.IDENTITY, id));
    payloadsOut.add(new Payload(PayloadType.HASH, hash));
    if (sendInitialContact) {
      payloadsOut.add(
          new Notify(SaBody.PROTOCOL_ISAKMP, Notify.INITIAL_CONTACT, cookies(), Octets.EMPTY)
              .toPayload());
    }
    addLocation(payloadsOut);
    retransmission.answered(0, actions);
    state = State.ID_ANSWER;
    retransmission.request(now, 0, path, encryptedPhase1(payloadsOut), actions);
  }

  /// Messages 5 and 6.
  private void identify(Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    Octets sealed = message.slice(Header.LENGTH, message.length());
    Octets clear = keys().decrypt(lastBlock, sealed);
    List<Payload> payloads;
    Octets idBody;
    Octets hash;
    try {
      payloads = Payload.readChain(Reader.of(clear), header.nextPayload());
      idBody = Payload.one(payloads, PayloadType.IDENTITY);
      hash = Payload.one(payloads, PayloadType.HASH);
    } catch (Malformed e) {
      actions.add(
          new Action.Report(
              Action.Level.WARNING,
              "probable pre-shared secret mismatch with "
                  + from.remote()
                  + " for "
                  + config.name()));
      throw e;
    }
    KeyExchange own = java.util.Objects.requireNonNull(exchange);
    boolean responding = role == Role.RESPONDER;
    Octets expected =
        keys()
            .authentication(
                peerPublic,
                own.publicValue(),
                responding ? i() : r(),
                responding ? r() : i(),
                initiatorSa,
                idBody);
    if (!expected.equals(hash)) {
      actions.add(
          new Action.Report(
              Action.Level.WARNING,
              "probable pre-shared secret mismatch with "
                  + from.remote()
                  + " for "
                  + config.name()));
      actions.add(new Action.Dropped(IkeDrop.BAD_HASH, "main mode"));
      return;
    }
    Identity peer = IdBody.identity(idBody);
    lastBlock = Phase1Keys.lastBlock(sealed);
    path = from; // the peer has proved itself: it is where this came from (RFC 3947 section 4)
    boolean initialContact = false;
    IpAddress location = IpAddress.ANY4;
    for (Octets body : Payload.all(payloads, PayloadType.NOTIFY)) {
      Notify notify = Notify.read(body);
      initialContact |= notify.type() == Notify.INITIAL_CONTACT;
      if (notify.type() == Notify.LOCATION_ID && peerIsHawser) {
        location = readLocation(notify);
      }
    }
    state = State.ESTABLISHED;
    if (responding) {
      Octets id = IdBody.of(localIdentity());
      Octets proof =
          keys().authentication(own.publicValue(), peerPublic, r(), i(), initiatorSa, id);
      List<Payload> out = new ArrayList<>();
      out.add(new Payload(PayloadType.IDENTITY, id));
      out.add(new Payload(PayloadType.HASH, proof));
      addLocation(out);
      actions.add(new Action.Disarm(new Timer(Timer.Kind.HALF_OPEN, 0)));
      answer(message, encryptedPhase1(out), actions);
    } else {
      retransmission.answered(0, actions);
    }
    exchange = null;
    actions.add(new Action.Established(peer, location, initialContact));
    actions.add(new Action.PeerAlive());
  }

  // Quick Mode

  private void startChild(Instant now, ChildConfig child, List<Action> actions) {
    if (state != State.ESTABLISHED) {
      actions.add(new Action.ChildFailed(child.name(), "phase 1 is not up"));
      return;
    }
    int messageId = newMessageId();
    KeyExchange own =
        child.pfsGroups().isEmpty()
            ? null
            : KeyExchange.generate(child.pfsGroups().getFirst(), entropy);
    QuickMode quick =
        new QuickMode(
            child,
            Role.INITIATOR,
            messageId,
            spis.next(),
            entropy.octets(NONCE_LENGTH),
            own,
            keys().phase2Iv(lastBlock, messageId));
    quickModes.put(messageId, quick);
    SaBody offer = Phase2Offer.offer(child, quick.inbound, quick.group(), encapsulation());
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.SA, offer.write()));
    payloads.add(new Payload(PayloadType.NONCE, quick.nonce));
    if (own != null) {
      payloads.add(new Payload(PayloadType.KEY_EXCHANGE, own.publicValue()));
    }
    payloads.add(new Payload(PayloadType.IDENTITY, IdBody.of(child.local())));
    payloads.add(new Payload(PayloadType.IDENTITY, IdBody.of(child.remote())));
    Octets message = protect(quick, EXCHANGE_QUICK, Octets.EMPTY, payloads);
    retransmission.request(now, messageId, path, message, actions);
  }

  private void quickMode(
      Instant now, Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    QuickMode known = quickModes.get(header.messageId());
    Octets iv = known == null ? keys().phase2Iv(lastBlock, header.messageId()) : known.iv;
    Octets sealed = message.slice(Header.LENGTH, message.length());
    Protected content = Protected.open(keys(), iv, sealed, header.nextPayload());
    if (known == null) {
      if (!verify(content, header.messageId(), Octets.EMPTY, actions)) {
        return;
      }
      if (quickModes.size() >= MOST_QUICK_MODES) {
        actions.add(new Action.Dropped(IkeDrop.LIMIT, "quick modes"));
        return;
      }
      alive(from, actions);
      answerChild(now, header, message, sealed, content, actions);
    } else if (known.role == Role.INITIATOR) {
      if (!known.answered && verify(content, header.messageId(), known.nonce, actions)) {
        alive(from, actions);
        known.iv = Phase1Keys.lastBlock(sealed);
        acceptChild(known, content, message, actions);
      }
    } else if (known.answered) {
      Octets expected =
          keys()
              .prfA(
                  Octets.of((byte) 0),
                  Phase1Keys.messageIdOctets(header.messageId()),
                  known.initiatorNonce(),
                  known.responderNonce());
      if (!expected.equals(content.hash())) {
        actions.add(new Action.Dropped(IkeDrop.BAD_HASH, "quick mode"));
        return;
      }
      alive(from, actions);
      quickModes.remove(header.messageId());
      retransmission.answered(header.messageId(), actions);
      actions.add(new Action.Disarm(new Timer(Timer.Kind.HALF_OPEN, header.messageId())));
      actions.add(new Action.UseChild(known.inbound));
      retransmission.remember(header.messageId(), message, Octets.EMPTY);
    }
  }

  /// First message, at the responder.
  private void answerChild(
      Instant now,
      Header header,
      Octets message,
      Octets sealed,
      Protected content,
      List<Action> actions)
      throws Malformed {
    SaBody offered = SaBody.read(Payload.one(content.payloads(), PayloadType.SA));
    Octets theirNonce = readNonce(content.payloads());
    List<Octets> ids = Payload.all(content.payloads(), PayloadType.IDENTITY);
    TrafficSelector remote;
    TrafficSelector local;
    if (ids.isEmpty()) { // RFC 2409 section 5.5: the peers themselves
      remote = host(path.remote().address());
      local = host(path.local().address());
    } else if (ids.size() == 2) {
      remote = IdBody.selector(ids.get(0));
      local = IdBody.selector(ids.get(1));
    } else {
      throw new Malformed("one ID payload in quick mode");
    }
    List<Octets> theirKey = Payload.all(content.payloads(), PayloadType.KEY_EXCHANGE);
    boolean selectorFits = false;
    for (ChildConfig child : config.children()) {
      if (!contains(child.remote(), remote) || !contains(child.local(), local)) {
        continue;
      }
      selectorFits = true;
      Optional<Phase2Offer.Choice> choice = Phase2Offer.choose(offered, child, encapsulation());
      if (choice.isPresent() && choice.orElseThrow().group().isPresent() == !theirKey.isEmpty()) {
        respond(
            now,
            header,
            message,
            sealed,
            child,
            choice.orElseThrow(),
            theirNonce,
            theirKey,
            new ChildSelectors(local, remote),
            actions);
        return;
      }
    }
    int reason = selectorFits ? Notify.NO_PROPOSAL_CHOSEN : Notify.INVALID_ID_INFORMATION;
    String words =
        selectorFits
            ? "no phase 2 proposal of the peer is ours"
            : "no phase 2 has the selectors local " + local + " remote " + remote;
    actions.add(new Action.Report(Action.Level.WARNING, config.name() + ": " + words));
    Octets none = new Writer().u32(0).toOctets();
    Octets notify =
        sendInformational(new Notify(SaBody.PROTOCOL_ESP, reason, none, Octets.EMPTY), actions);
    retransmission.remember(header.messageId(), message, notify);
  }

  private record ChildSelectors(TrafficSelector local, TrafficSelector remote) {}

  private void respond(
      Instant now,
      Header header,
      Octets message,
      Octets sealed,
      ChildConfig child,
      Phase2Offer.Choice choice,
      Octets theirNonce,
      List<Octets> theirKey,
      ChildSelectors selectors,
      List<Action> actions)
      throws Malformed {
    Optional<Group> group = choice.group();
    KeyExchange own = group.isEmpty() ? null : KeyExchange.generate(group.orElseThrow(), entropy);
    QuickMode quick =
        new QuickMode(
            child,
            Role.RESPONDER,
            header.messageId(),
            spis.next(),
            entropy.octets(NONCE_LENGTH),
            own,
            Phase1Keys.lastBlock(sealed));
    quick.peerNonce = theirNonce;
    ChildSa sa =
        quick.derive(
            keys(),
            choice,
            theirKey.stream().findFirst(),
            selectors.local,
            selectors.remote,
            encapsulation());
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.SA, choice.answer(quick.inbound).write()));
    payloads.add(new Payload(PayloadType.NONCE, quick.nonce));
    if (own != null) {
      payloads.add(new Payload(PayloadType.KEY_EXCHANGE, own.publicValue()));
    }
    payloads.add(new Payload(PayloadType.IDENTITY, IdBody.of(selectors.remote)));
    payloads.add(new Payload(PayloadType.IDENTITY, IdBody.of(selectors.local)));
    quick.answered = true;
    quickModes.put(header.messageId(), quick);
    actions.add(new Action.InstallChild(sa)); // we can receive before we answer
    actions.add(
        new Action.Arm(new Timer(Timer.Kind.HALF_OPEN, header.messageId()), now.plus(HALF_OPEN)));
    Octets second = protect(quick, EXCHANGE_QUICK, theirNonce, payloads);
    retransmission.remember(header.messageId(), message, second);
    // A lost third message shows only here: the peer is authenticated, so this may be repeated.
    retransmission.request(now, header.messageId(), path, second, actions);
  }

  /// Second message, at the initiator.
  private void acceptChild(QuickMode quick, Protected content, Octets message, List<Action> actions)
      throws Malformed {
    SaBody answer = SaBody.read(Payload.one(content.payloads(), PayloadType.SA));
    boolean one =
        answer.proposals().size() == 1 && answer.proposals().getFirst().transforms().size() == 1;
    Optional<Phase2Offer.Choice> choice =
        one ? Phase2Offer.choose(answer, quick.child, encapsulation()) : Optional.empty();
    if (choice.isEmpty() || !choice.orElseThrow().group().equals(quick.group())) {
      throw new Malformed("the answer is not one of our suites");
    }
    quick.peerNonce = readNonce(content.payloads());
    List<Octets> ids = Payload.all(content.payloads(), PayloadType.IDENTITY);
    TrafficSelector local = quick.child.local();
    TrafficSelector remote = quick.child.remote();
    if (ids.size() == 2) {
      TrafficSelector answeredLocal = IdBody.selector(ids.get(0));
      TrafficSelector answeredRemote = IdBody.selector(ids.get(1));
      if (!contains(local, answeredLocal) || !contains(remote, answeredRemote)) {
        throw new Malformed("the answer's selectors are wider than ours");
      }
      local = answeredLocal;
      remote = answeredRemote;
    }
    ChildSa sa =
        quick.derive(
            keys(),
            choice.orElseThrow(),
            Payload.all(content.payloads(), PayloadType.KEY_EXCHANGE).stream().findFirst(),
            local,
            remote,
            encapsulation());
    Octets hash3 =
        keys()
            .prfA(
                Octets.of((byte) 0),
                Phase1Keys.messageIdOctets(quick.messageId),
                quick.initiatorNonce(),
                quick.responderNonce());
    Octets third =
        seal(
            quick.messageId,
            EXCHANGE_QUICK,
            quick.iv,
            List.of(new Payload(PayloadType.HASH, hash3)));
    quick.answered = true;
    quickModes.remove(quick.messageId);
    retransmission.answered(quick.messageId, actions);
    retransmission.remember(quick.messageId, message, third);
    actions.add(new Action.InstallChild(sa));
    actions.add(new Action.Send(path, third));
    actions.add(new Action.UseChild(sa.inbound()));
  }

  // Informational

  private void informational(Header header, Octets message, Path from, List<Action> actions)
      throws Malformed {
    Octets iv = keys().phase2Iv(lastBlock, header.messageId());
    Octets sealed = message.slice(Header.LENGTH, message.length());
    Protected content = Protected.open(keys(), iv, sealed, header.nextPayload());
    if (!verify(content, header.messageId(), Octets.EMPTY, actions)) {
      return;
    }
    retransmission.remember(header.messageId(), message, Octets.EMPTY);
    alive(from, actions);
    for (Payload payload : content.payloads()) {
      if (state == State.CLOSED) {
        return; // nothing behind a Delete of this SA counts (CVE-2023-38712)
      }
      if (payload.type() == PayloadType.DELETE) {
        deleted(Delete.read(payload.body()), actions);
      } else if (payload.type() == PayloadType.NOTIFY) {
        notified(Notify.read(payload.body()), actions);
      }
    }
  }

  private void deleted(Delete delete, List<Action> actions) {
    for (Octets spi : delete.spis()) {
      if (delete.protocol() == SaBody.PROTOCOL_ESP && spi.length() == 4) {
        actions.add(new Action.RemoveChild(new Spi(ByteBuffer.wrap(spi.toArray()).getInt())));
      } else if (delete.protocol() == SaBody.PROTOCOL_ISAKMP && spi.equals(cookies())) {
        close("the peer deleted the ISAKMP SA", actions);
        return;
      }
    }
  }

  private void notified(Notify notify, List<Action> actions) {
    switch (notify.type()) {
      case Notify.R_U_THERE -> {
        if (notify.spi().equals(cookies()) && notify.data().length() == 4) {
          probesReceived++;
          sendInformational(
              new Notify(SaBody.PROTOCOL_ISAKMP, Notify.R_U_THERE_ACK, cookies(), notify.data()),
              actions);
        }
      }
      case Notify.R_U_THERE_ACK -> {
        Octets expected = new Writer().u32(probeSequence).toOctets();
        if (probeUnderWay && notify.spi().equals(cookies()) && notify.data().equals(expected)) {
          probeUnderWay = false;
          actions.add(new Action.LivenessConfirmed());
        }
      }
      case Notify.NO_PROPOSAL_CHOSEN, Notify.INVALID_ID_INFORMATION ->
          childRefused(notify, actions);
      default ->
          actions.add(
              new Action.Report(Action.Level.INFO, "notify " + notify.type() + " received"));
    }
  }

  /// The notify names no message ID that can be relied on: every quick mode of ours that waits
  /// fails.
  private void childRefused(Notify notify, List<Action> actions) {
    for (QuickMode quick : List.copyOf(quickModes.values())) {
      if (quick.role == Role.INITIATOR && !quick.answered) {
        quickModes.remove(quick.messageId);
        retransmission.answered(quick.messageId, actions);
        String reason =
            notify.type() == Notify.NO_PROPOSAL_CHOSEN
                ? "the peer accepts none of the phase 2 proposals"
                : "the peer does not accept the phase 2 selectors";
        actions.add(new Action.ChildFailed(quick.child.name(), reason));
      }
    }
  }

  private void probe(List<Action> actions) {
    if (state != State.ESTABLISHED) {
      return;
    }
    probeSequence++;
    probeUnderWay = true;
    probesSent++;
    Octets data = new Writer().u32(probeSequence).toOctets();
    sendInformational(
        new Notify(SaBody.PROTOCOL_ISAKMP, Notify.R_U_THERE, cookies(), data), actions);
  }

  private void sendDelete(int protocol, Octets spi, List<Action> actions) {
    if (state == State.ESTABLISHED) {
      sendInformational(new Delete(protocol, List.of(spi)).toPayload(), actions);
    }
  }

  private Octets sendInformational(Notify notify, List<Action> actions) {
    return sendInformational(notify.toPayload(), actions);
  }

  private Octets sendInformational(Payload payload, List<Action> actions) {
    int messageId = newMessageId();
    Octets rest = Payload.writeChain(List.of(payload));
    Octets hash = keys().prfA(Phase1Keys.messageIdOctets(messageId), rest);
    Octets message =
        seal(
            messageId,
            EXCHANGE_INFORMATIONAL,
            keys().phase2Iv(lastBlock, messageId),
            List.of(new Payload(PayloadType.HASH, hash), payload));
    actions.add(new Action.Send(path, message));
    return message;
  }

  private void expired(Instant now, Timer timer, List<Action> actions) {
    switch (timer.kind()) {
      case RETRANSMIT -> {
        if (!retransmission.repeat(now, timer.exchange(), actions)) {
          gaveUp(timer.exchange(), actions);
        }
      }
      case HALF_OPEN -> {
        QuickMode quick = quickModes.remove(timer.exchange());
        if (quick != null) {
          actions.add(new Action.AbandonChild(quick.inbound));
        } else if (timer.exchange() == 0 && state != State.ESTABLISHED) {
          close("the peer did not complete the negotiation", actions);
        }
      }
    }
  }

  private void gaveUp(int exchange, List<Action> actions) {
    QuickMode quick = quickModes.remove(exchange);
    if (quick != null && quick.role == Role.RESPONDER) {
      actions.add(new Action.AbandonChild(quick.inbound));
    } else if (quick != null) {
      actions.add(new Action.ChildFailed(quick.child.name(), "no answer to quick mode"));
    } else {
      close("no answer from " + path.remote(), actions);
    }
  }

  // Messages

  private boolean verify(
      Protected content, int messageId, Octets firstNonce, List<Action> actions) {
    Octets expected =
        keys().prfA(Phase1Keys.messageIdOctets(messageId), firstNonce, content.covered());
    if (expected.equals(content.hash())) {
      return true;
    }
    actions.add(new Action.Dropped(IkeDrop.BAD_HASH, "message " + Integer.toHexString(messageId)));
    return false;
  }

  private Octets protect(QuickMode quick, int exchangeType, Octets firstNonce, List<Payload> rest) {
    Octets hash =
        keys()
            .prfA(
                Phase1Keys.messageIdOctets(quick.messageId), firstNonce, Payload.writeChain(rest));
    List<Payload> all = new ArrayList<>();
    all.add(new Payload(PayloadType.HASH, hash));
    all.addAll(rest);
    Octets message = seal(quick.messageId, exchangeType, quick.iv, all);
    quick.iv = Phase1Keys.lastBlock(message);
    return message;
  }

  private Octets encryptedPhase1(List<Payload> payloads) {
    Octets message = seal(0, EXCHANGE_MAIN, lastBlock, payloads);
    lastBlock = Phase1Keys.lastBlock(message);
    return message;
  }

  private Octets seal(int messageId, int exchangeType, Octets iv, List<Payload> payloads) {
    Octets sealed = keys().encrypt(iv, Payload.writeChain(payloads));
    return frame(
        payloads.getFirst().type(), exchangeType, Header.FLAG_ENCRYPTED, messageId, sealed);
  }

  private Octets clear(List<Payload> payloads) {
    return frame(payloads.getFirst().type(), EXCHANGE_MAIN, 0, 0, Payload.writeChain(payloads));
  }

  private Octets clearNotify(int type, int protocol) {
    Payload notify = new Notify(protocol, type, Octets.EMPTY, Octets.EMPTY).toPayload();
    return frame(
        PayloadType.NOTIFY,
        EXCHANGE_INFORMATIONAL,
        0,
        newMessageId(),
        Payload.writeChain(List.of(notify)));
  }

  private Octets frame(int next, int exchangeType, int flags, int messageId, Octets body) {
    Writer writer = new Writer();
    new Header(initiatorSpi, responderSpi, next, VERSION, exchangeType, flags, messageId)
        .write(writer, body.length());
    return writer.octets(body).toOctets();
  }

  private void answer(Octets request, Octets answer, List<Action> actions) {
    try {
      retransmission.remember(Header.parse(request).messageId(), request, answer);
    } catch (Malformed e) {
      throw new IllegalStateException("answered a message without header", e);
    }
    actions.add(new Action.Send(path, answer));
  }

  // Parts

  private List<Payload> vendorIds() {
    List<Payload> ids = new ArrayList<>();
    if (config.natTraversal() != NatTraversal.DISABLE) {
      ids.add(new Payload(PayloadType.VENDOR_ID, Vendor.NAT_TRAVERSAL));
    }
    ids.add(new Payload(PayloadType.VENDOR_ID, Vendor.DEAD_PEER_DETECTION));
    ids.add(
        new Payload(PayloadType.VENDOR_ID, Octets.concat(Vendor.HAWSER, Vendor.HAWSER_FEATURES)));
    return ids;
  }

  private void readVendorIds(List<Payload> payloads) {
    for (Octets id : Payload.all(payloads, PayloadType.VENDOR_ID)) {
      peerDoesNat |= id.equals(Vendor.NAT_TRAVERSAL);
      peerIsHawser |= id.startsWith(Vendor.HAWSER);
    }
  }

  private List<Payload> keyPayloads(KeyExchange own) {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(new Payload(PayloadType.KEY_EXCHANGE, own.publicValue()));
    payloads.add(new Payload(PayloadType.NONCE, nonce));
    if (doesNat()) {
      payloads.add(new Payload(PayloadType.NAT_DETECTION, natHash(path.remote())));
      Octets source =
          config.natTraversal() == NatTraversal.FORCED
              ? entropy.octets(agreed().hash().length())
              : natHash(path.local());
      payloads.add(new Payload(PayloadType.NAT_DETECTION, source));
    }
    return payloads;
  }

  private void readKeys(List<Payload> payloads) throws Malformed {
    peerPublic = Payload.one(payloads, PayloadType.KEY_EXCHANGE);
    if (peerPublic.length() != agreed().group().publicLength()) {
      throw new Malformed("KE of " + peerPublic.length() + " octets");
    }
    peerNonce = readNonce(payloads);
  }

  private static Octets readNonce(List<Payload> payloads) throws Malformed {
    Octets nonce = Payload.one(payloads, PayloadType.NONCE);
    if (nonce.length() < 8 || nonce.length() > 256) { // RFC 2409 section 5
      throw new Malformed("nonce of " + nonce.length() + " octets");
    }
    return nonce;
  }

  private void deriveKeys(IkeProposal agreed, KeyExchange own) throws Malformed {
    boolean initiating = role == Role.INITIATOR;
    try (Secret shared = own.agree(peerPublic)) {
      Phase1Keys derived =
          Phase1Keys.derive(
              agreed,
              config.psk(),
              initiating ? nonce : peerNonce,
              initiating ? peerNonce : nonce,
              shared,
              cookies(),
              initiating ? own.publicValue() : peerPublic,
              initiating ? peerPublic : own.publicValue());
      keys = derived;
      lastBlock = derived.firstIv();
    }
  }

  /// RFC 3947 section 3.2: the first hash is of our endpoint as the peer sees it, the others are of
  /// its own.
  private void detectNat(List<Payload> payloads) {
    List<Octets> hashes = Payload.all(payloads, PayloadType.NAT_DETECTION);
    if (!doesNat() || hashes.size() < 2) {
      return;
    }
    localNat =
        config.natTraversal() == NatTraversal.FORCED
            || !hashes.getFirst().equals(natHash(path.local()));
    remoteNat = !hashes.subList(1, hashes.size()).contains(natHash(path.remote()));
  }

  private boolean doesNat() {
    return peerDoesNat && config.natTraversal() != NatTraversal.DISABLE;
  }

  private Octets natHash(Endpoint endpoint) {
    return Hmac.digest(
        agreed().hash(),
        cookies(),
        endpoint.address().toOctets(),
        new Writer().u16(endpoint.port()).toOctets());
  }

  private void addLocation(List<Payload> payloads) {
    if (peerIsHawser && !config.location().isAny()) {
      Octets address = config.location().toOctets();
      Octets proof = locationProof(address);
      payloads.add(
          new Notify(
                  SaBody.PROTOCOL_ISAKMP,
                  Notify.LOCATION_ID,
                  Octets.EMPTY,
                  Octets.concat(address, proof))
              .toPayload());
    }
  }

  /// The address, when its proof is good: main mode's HASH covers no notify, so it has its own.
  private IpAddress readLocation(Notify notify) throws Malformed {
    if (notify.data().length() != 20) {
      throw new Malformed("location-id of " + notify.data().length() + " octets");
    }
    Octets address = notify.data().slice(0, 4);
    if (!notify.data().slice(4, 20).equals(locationProof(address))) {
      throw new Malformed("location-id without proof");
    }
    return IpAddress.of(address);
  }

  private Octets locationProof(Octets address) {
    return keys().prfA(LOCATION_LABEL, cookies(), address).slice(0, 16);
  }

  private void alive(Path from, List<Action> actions) {
    path = from;
    actions.add(new Action.PeerAlive());
  }

  private void close(String reason, List<Action> actions) {
    state = State.CLOSED;
    for (QuickMode quick : quickModes.values()) {
      if (quick.role == Role.RESPONDER) {
        actions.add(new Action.AbandonChild(quick.inbound));
      } else {
        actions.add(new Action.ChildFailed(quick.child.name(), reason));
      }
    }
    quickModes.clear();
    if (keys != null) {
      keys.close();
    }
    actions.add(new Action.Closed(reason));
  }

  private Identity localIdentity() {
    return config.localIdentity().orElseGet(() -> Identity.of(path.local().address()));
  }

  private IkeProposal agreed() {
    return java.util.Objects.requireNonNull(proposal);
  }

  private Phase1Keys keys() {
    return java.util.Objects.requireNonNull(keys);
  }

  private Octets i() {
    return new Writer().i64(initiatorSpi.value()).toOctets();
  }

  private Octets r() {
    return new Writer().i64(responderSpi.value()).toOctets();
  }

  private Octets cookies() {
    return Octets.concat(i(), r());
  }

  private IkeSpi newSpi() {
    long value = 0;
    while (value == 0) {
      value = ByteBuffer.wrap(entropy.octets(8).toArray()).getLong();
    }
    return new IkeSpi(value);
  }

  private int newMessageId() {
    int id = 0;
    while (id == 0 || quickModes.containsKey(id)) {
      id = ByteBuffer.wrap(entropy.octets(4).toArray()).getInt();
    }
    return id;
  }

  private static Octets spiOctets(Spi spi) {
    return new Writer().u32(spi.value() & 0xffffffffL).toOctets();
  }

  private static boolean contains(TrafficSelector outer, TrafficSelector inner) {
    return outer.range().family() == inner.range().family() && outer.contains(inner);
  }

  private static TrafficSelector host(IpAddress address) {
    return TrafficSelector.of(hawser.net.Prefix.host(address));
  }
}
