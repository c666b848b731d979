package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.crypto.Group;
import hawser.ike.Action;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Contact;
import hawser.ike.Encapsulation;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.Spi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The requests of IKE_SA_INIT and IKE_AUTH.
final class Initiator {
  private static final int MOST_COOKIES = 4;

  private enum State {
    IDLE,
    INIT_ANSWER,
    AUTH_ANSWER,
    DONE
  }

  private final IkeSa sa;
  private final Messages messages;
  private final Window window;
  private final Supplier<Spi> spis;
  private final Contact contact;
  private final Opening opening;
  private final Set<Group> tried = new HashSet<>();
  private State state = State.IDLE;
  private Octets cookie = Octets.EMPTY;
  private int cookies;
  private @Nullable ChildDraft child;

  /// What an unprotected answer said against us. It proves nothing: maybe a true one follows (RFC
  /// 7296 section 2.21.1).
  String refusal = "";

  Initiator(IkeSa sa, Messages messages, Window window, Supplier<Spi> spis, Contact contact) {
    this.sa = sa;
    this.messages = messages;
    this.window = window;
    this.spis = spis;
    this.contact = contact;
    this.opening = new Opening(sa);
  }

  void start(Instant now, List<Action> actions) {
    if (state == State.IDLE) {
      state = State.INIT_ANSWER;
      generate(sa.config.proposals().getFirst().group());
      sendInit(now, actions);
    }
  }

  boolean expects(int exchange) {
    return switch (state) {
      case INIT_ANSWER -> exchange == ExchangeType.IKE_SA_INIT;
      case AUTH_ANSWER -> exchange == ExchangeType.IKE_AUTH;
      case IDLE, DONE -> false;
    };
  }

  private void generate(Group group) {
    tried.add(group);
    opening.generate(group, Nonce.OUR_LENGTH);
  }

  private void sendInit(Instant now, List<Action> actions) {
    Features ours = Features.ours(sa.config.natTraversal());
    List<Payload> payloads = new ArrayList<>();
    if (!cookie.isEmpty()) {
      payloads.add(new Notify(Notify.COOKIE, cookie)); // first (RFC 7296 section 2.6)
    }
    payloads.add(IkeOffer.offer(sa.config.proposals(), IkeSpi.NONE));
    payloads.add(opening.keyShare());
    payloads.add(opening.nonce());
    if (ours.nat()) {
      payloads.addAll(
          Nat.payloads(sa.initiatorSpi, IkeSpi.NONE, sa.path, opening.claimsNat(), sa.entropy));
    }
    payloads.addAll(ours.toPayloads());
    sa.config
        .signatures()
        .ifPresent(s -> payloads.add(new Notify(Notify.SIGNATURE_HASH_ALGORITHMS, s.hashes())));
    opening.message = messages.clear(ExchangeType.IKE_SA_INIT, 0, 0, payloads);
    window.send(
        now,
        sa.path,
        ExchangeType.IKE_SA_INIT,
        List.of(opening.message),
        Window.TRIES_CONNECTING,
        actions);
  }

  /// The answer to IKE_SA_INIT: the other half of the keys, or a wish.
  void initAnswered(Instant now, Header header, Octets message, List<Action> actions)
      throws Malformed {
    Contents contents = Envelope.requireClear(header, message);
    Optional<Notify> wish = contents.notify(Notify.COOKIE);
    Optional<Notify> error = contents.error();
    if (wish.isPresent()) {
      withCookie(now, wish.get().data(), actions);
    } else if (error.isPresent() && error.get().what() == Notify.INVALID_KE_PAYLOAD) {
      withGroup(now, error.get().data(), actions);
    } else if (error.isPresent()) {
      refusal = error.get().text() + " from " + sa.path.remote();
      actions.add(new Action.Report(Action.Level.WARNING, refusal));
    } else {
      accept(now, header, message, contents, actions);
    }
  }

  private void withCookie(Instant now, Octets wanted, List<Action> actions) throws IkeError {
    if (wanted.isEmpty() || wanted.length() > Cookies.MOST || ++cookies > MOST_COOKIES) {
      throw new IkeError(IkeDrop.UNEXPECTED, "cookie " + cookies);
    }
    cookie = wanted;
    sendInit(now, actions);
  }

  /// Another group of ours, each once; all suites are offered again (RFC 7296 section 1.2).
  private void withGroup(Instant now, Octets wanted, List<Action> actions) throws IkeError {
    Group group =
        Algorithms.group(wanted)
            .filter(one -> !tried.contains(one))
            .filter(one -> sa.config.proposals().stream().anyMatch(p -> p.group() == one))
            .orElseThrow(() ->
                new IkeError(IkeDrop.BAD_KEY, "a group that was not offered, or was refused"));
    generate(group);
    sendInit(now, actions);
  }

  private void accept(
      Instant now, Header header, Octets message, Contents contents, List<Action> actions)
      throws Malformed {
    if (header.responderSpi().isNone()) {
      throw new IkeError(IkeDrop.BAD_SPI);
    }
    SecurityAssociation answer = contents.one(SecurityAssociation.class);
    KeyShare share = contents.one(KeyShare.class);
    Nonce nonce = contents.one(Nonce.class);
    IkeOffer.Choice choice =
        IkeOffer.accept(answer, sa.config.proposals(), IkeSpi.NONE)
            .filter(chosen -> chosen.proposal().group() == opening.group())
            .orElseThrow(() -> new Malformed("the answer is not one of our proposals"));
    sa.responderSpi = header.responderSpi();
    try {
      opening.derive(choice.proposal(), share, nonce);
    } catch (Malformed e) {
      sa.responderSpi = IkeSpi.NONE; // the true answer may still come
      throw e;
    }
    opening.peerMessage = message;
    opening.readHashes(contents);
    sa.features = Features.read(contents).and(Features.ours(sa.config.natTraversal()));
    if (sa.features.nat()) {
      sa.nat = Nat.detect(sa.initiatorSpi, sa.responderSpi, sa.path, opening.claimsNat(), contents);
    }
    if (sa.encapsulation() == Encapsulation.UDP) {
      sa.path = sa.path.floated(); // RFC 7296 section 2.23: from IKE_AUTH on
    }
    window.answered(actions);
    state = State.AUTH_ANSWER;
    sendAuth(now, actions);
  }

  private void sendAuth(Instant now, List<Action> actions) {
    List<Payload> payloads;
    try {
      payloads = opening.proof(opening.authenticator(sa.config, now));
    } catch (Malformed e) {
      sa.close(e.getMessage() + ": " + sa.path.remote(), actions);
      return;
    }
    if (contact == Contact.INITIAL) {
      payloads.add(new Notify(Notify.INITIAL_CONTACT));
    }
    if (!sa.config.children().isEmpty()) {
      ChildConfig first = sa.config.children().getFirst();
      child = ChildDraft.first(first, spis.get());
      payloads.addAll(child.firstPayloads());
    }
    List<Octets> datagrams =
        messages.seal(ExchangeType.IKE_AUTH, 0, window.nextRequest(), payloads);
    window.send(now, sa.path, ExchangeType.IKE_AUTH, datagrams, Window.TRIES_CONNECTING, actions);
  }

  /// The answer to IKE_AUTH, its ICV verified. When it is the peer that could not prove itself, the
  /// session is still to be ended.
  Progress authAnswered(Instant now, Contents contents, Path from, List<Action> actions)
      throws Malformed {
    Optional<Notify> error = contents.error();
    boolean fatal = contents.all(Authentication.class).isEmpty() && error.isPresent();
    if (fatal) {
      sa.close("refused by the peer: " + error.get().text(), actions);
      return Progress.REFUSED;
    }
    Identification id = peerId(contents);
    Authentication proof = contents.one(Authentication.class);
    Optional<String> failure = failure(now, contents, id, proof);
    if (failure.isPresent()) {
      actions.add(new Action.Dropped(IkeDrop.AUTH_FAILED, "the answer to IKE_AUTH"));
      String who = id.identity() + " at " + from.remote();
      actions.add(new Action.Report(Action.Level.WARNING, failure.get() + " with " + who));
      return Progress.REFUSED;
    }
    sa.heard(from, actions);
    sa.established();
    state = State.DONE;
    sa.peerLocation = Opening.location(sa, contents);
    actions.add(
        new Action.Established(
            id.identity(), sa.peerLocation, contents.has(Notify.INITIAL_CONTACT)));
    return Progress.ESTABLISHED;
  }

  /// Why the peer is not who it should be; empty when it is.
  private Optional<String> failure(
      Instant now, Contents contents, Identification id, Authentication proof) {
    if (!sa.config.accepts(id.identity())) {
      return Optional.of("another identity than peerid");
    }
    try {
      opening.verify(opening.authenticator(sa.config, now), contents, id, proof);
      return Optional.empty();
    } catch (Malformed e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// The first Child SA, after [#authAnswered].
  ///
  /// @return an SPI of ours that the peer has an SA for and we have none
  Optional<Spi> firstChild(Contents contents, List<Action> actions) {
    if (child == null) {
      return Optional.empty();
    }
    Optional<Notify> error = contents.error();
    if (error.isPresent()) {
      actions.add(new Action.ChildFailed(child.config.name(), "refused: " + error.get().text()));
      return Optional.empty();
    }
    try {
      ChildSa agreed = child.agree(sa, contents, opening.nonces(), Optional.empty());
      sa.children.add(new Child(agreed));
      actions.add(new Action.InstallChild(agreed));
      actions.add(new Action.UseChild(agreed.inbound()));
      return Optional.empty();
    } catch (Malformed e) {
      actions.add(new Action.ChildFailed(child.config.name(), String.valueOf(e.getMessage())));
      return Optional.of(child.inbound);
    }
  }

  private Identification peerId(Contents contents) throws Malformed {
    Identification id = contents.one(Identification.class);
    if (id.whose() != sa.peerRole()) {
      throw new Malformed("an ID of the wrong side");
    }
    return id;
  }
}
