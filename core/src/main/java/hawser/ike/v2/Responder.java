package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.SessionConfig;
import hawser.ike.Signatures;
import hawser.ike.Spi;
import hawser.ike.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The answers of IKE_SA_INIT and IKE_AUTH.
final class Responder {
  static final Duration HALF_OPEN = Duration.ofSeconds(30);
  static final Timer HALF_OPEN_TIMER = new Timer(Timer.Kind.HALF_OPEN, 0);

  private enum State {
    INIT,
    AUTH,
    DONE
  }

  private final IkeSa sa;
  private final List<SessionConfig> candidates;
  private final Messages messages;
  private final Window window;
  private final ChildAnswer children;
  private final Opening opening;
  private State state = State.INIT;

  /// @param candidates the configurations that the peer may be of, in order of preference
  Responder(
      IkeSa sa,
      List<SessionConfig> candidates,
      Messages messages,
      Window window,
      Supplier<Spi> spis) {
    this.sa = sa;
    this.candidates = candidates;
    this.messages = messages;
    this.window = window;
    this.children = new ChildAnswer(sa, spis);
    this.opening = new Opening(sa);
  }

  boolean expects(int exchange) {
    return switch (state) {
      case INIT -> exchange == ExchangeType.IKE_SA_INIT;
      case AUTH -> exchange == ExchangeType.IKE_AUTH;
      case DONE -> false;
    };
  }

  /// IKE_SA_INIT. Whoever sent it has proved nothing, his address included: the answer is not
  /// longer than the request.
  Progress init(Instant now, Header header, Octets message, List<Action> actions) throws Malformed {
    if (!header.responderSpi().isNone() || header.messageId() != 0) {
      throw new IkeError(IkeDrop.BAD_SPI);
    }
    Contents request = Envelope.requireClear(header, message);
    SecurityAssociation offered = request.one(SecurityAssociation.class);
    KeyShare share = request.one(KeyShare.class);
    Nonce nonce = request.one(Nonce.class);
    sa.initiatorSpi = header.initiatorSpi();
    Optional<IkeOffer.Choice> choice = IkeOffer.choose(offered, proposals(), IkeSpi.NONE);
    if (choice.isEmpty()) {
      String words = "no SA proposal chosen: what " + sa.path.remote() + " offers is not in ";
      actions.add(new Action.Report(Action.Level.WARNING, words + sa.config.name()));
      return refuse(new Notify(Notify.NO_PROPOSAL_CHOSEN), actions);
    }
    IkeProposal proposal = choice.get().proposal();
    if (share.group() != proposal.group().number()) {
      Octets wanted = new Writer().u16(proposal.group().number()).toOctets();
      return refuse(new Notify(Notify.INVALID_KE_PAYLOAD, wanted), actions);
    }
    sa.config = withProposal(proposal).getFirst();
    sa.features = Features.read(request).and(Features.ours(sa.config.natTraversal()));
    Octets reply = agree(message, request, choice.get(), share, nonce);
    opening.peerMessage = message;
    opening.message = reply;
    state = State.AUTH;
    actions.add(new Action.Arm(HALF_OPEN_TIMER, now.plus(HALF_OPEN)));
    window.answer(sa.path, message, List.of(reply), actions);
    return Progress.UNDER_WAY;
  }

  /// The keys, and the answer that gives the initiator its half of them. A failure leaves no SPI
  /// that anybody could come back to.
  private Octets agree(
      Octets message, Contents request, IkeOffer.Choice choice, KeyShare share, Nonce nonce)
      throws Malformed {
    int nonceLength = Math.min(Nonce.OUR_LENGTH, nonce.value().length());
    opening.generate(choice.proposal().group(), nonceLength);
    sa.responderSpi = sa.newSpi();
    try {
      opening.derive(choice.proposal(), share, nonce);
      Octets reply =
          messages.clear(
              ExchangeType.IKE_SA_INIT, Flags.RESPONSE, 0, answer(request, message, choice));
      if (reply.length() > message.length() && !showedItsAddress(choice.proposal(), request)) {
        throw new IkeError(IkeDrop.UNEXPECTED, "a request shorter than its answer");
      }
      return reply;
    } catch (Malformed e) {
      sa.responderSpi = IkeSpi.NONE;
      throw e;
    }
  }

  private List<Payload> answer(Contents request, Octets message, IkeOffer.Choice choice) {
    List<Payload> answer = new ArrayList<>();
    answer.add(choice.answer());
    answer.add(opening.keyShare());
    answer.add(opening.nonce());
    if (sa.features.nat()) {
      boolean claimed = opening.claimsNat();
      sa.nat = Nat.detect(sa.initiatorSpi, IkeSpi.NONE, sa.path, claimed, request);
      answer.addAll(Nat.payloads(sa.initiatorSpi, sa.responderSpi, sa.path, claimed, sa.entropy));
    }
    answer.addAll(sa.features.toPayloads());
    answer.addAll(aboutSignatures(choice.proposal(), request, message, answer));
    return answer;
  }

  private Optional<Signatures> signatures(IkeProposal proposal) {
    return withProposal(proposal).stream()
        .flatMap(config -> config.signatures().stream())
        .findFirst();
  }

  /// Whether the peer came with a cookie: where certificates are asked for, none gets here with a
  /// wrong one.
  private boolean showedItsAddress(IkeProposal proposal, Contents request) {
    return request.has(Notify.COOKIE) && signatures(proposal).isPresent();
  }

  /// The hashes that we take, and the authorities that we trust: the latter make the answer long,
  /// so that a peer may have to show its address for them.
  private List<Payload> aboutSignatures(
      IkeProposal proposal, Contents request, Octets message, List<Payload> answer) {
    Optional<Signatures> signatures = signatures(proposal);
    if (signatures.isEmpty()) {
      return List.of();
    }
    opening.readHashes(request);
    List<Payload> payloads = new ArrayList<>();
    if (!opening.announced.isEmpty()) {
      payloads.add(new Notify(Notify.SIGNATURE_HASH_ALGORITHMS, signatures.get().hashes()));
    }
    CertificateRequest wish = Signed.request(signatures.get());
    List<Payload> whole = new ArrayList<>(answer);
    whole.addAll(payloads);
    whole.add(wish);
    int length = Header.LENGTH + Payloads.write(whole).length();
    if (length <= message.length() || showedItsAddress(proposal, request)) {
      payloads.add(wish);
    }
    return payloads;
  }

  private List<IkeProposal> proposals() {
    return candidates.stream().flatMap(c -> c.proposals().stream()).distinct().toList();
  }

  private List<SessionConfig> withProposal(IkeProposal proposal) {
    return candidates.stream().filter(c -> c.proposals().contains(proposal)).toList();
  }

  /// Says no, with a responder SPI of zero: there is no state that anybody could come back to.
  private Progress refuse(Notify notify, List<Action> actions) {
    Octets reply = messages.clear(ExchangeType.IKE_SA_INIT, Flags.RESPONSE, 0, List.of(notify));
    actions.add(new Action.Send(sa.path, reply));
    sa.close(notify.text(), actions);
    return Progress.REFUSED;
  }

  /// IKE_AUTH, its ICV verified: who the peer is, and its first Child SA.
  Progress auth(Instant now, Contents request, Octets message, Path from, List<Action> actions)
      throws Malformed {
    Identification id = peerId(request);
    Authentication proof = request.one(Authentication.class);
    List<String> reasons = new ArrayList<>();
    Optional<SessionConfig> proved = proved(now, request, id, proof, reasons);
    List<Payload> answer = List.of();
    if (proved.isPresent()) {
      sa.config = proved.get();
      answer = ownProof(now, reasons);
    }
    if (answer.isEmpty()) {
      actions.add(new Action.Dropped(IkeDrop.AUTH_FAILED, "IKE_AUTH"));
      String who = id.identity() + " at " + from.remote();
      String why = reasons.isEmpty() ? "no phase 1 is for it" : String.join("; ", reasons);
      actions.add(new Action.Report(Action.Level.WARNING, why + " with " + who));
      refuseAuth(new Notify(Notify.AUTHENTICATION_FAILED), message, from, actions);
      return Progress.REFUSED;
    }
    sa.heard(from, actions);
    sa.established();
    state = State.DONE;
    sa.peerLocation = Opening.location(sa, request);
    actions.add(new Action.Disarm(HALF_OPEN_TIMER));
    actions.add(
        new Action.Established(
            id.identity(), sa.peerLocation, request.has(Notify.INITIAL_CONTACT)));
    List<Action> install = new ArrayList<>();
    if (!request.all(SecurityAssociation.class).isEmpty()) {
      answer.addAll(firstChild(request, actions, install));
    }
    actions.addAll(install); // we can receive before we answer
    List<Octets> datagrams = messages.seal(ExchangeType.IKE_AUTH, Flags.RESPONSE, 1, answer);
    window.answer(from, message, datagrams, actions);
    for (Child child : sa.children.all()) {
      actions.add(new Action.UseChild(child.inbound()));
    }
    return Progress.ESTABLISHED;
  }

  private List<Payload> firstChild(Contents request, List<Action> actions, List<Action> install)
      throws Malformed {
    return switch (children.first(request, opening.nonces())) {
      case ChildAnswer.Result.Agreed(var child, var payloads) -> {
        sa.children.add(new Child(child));
        install.add(new Action.InstallChild(child));
        yield payloads;
      }
      case ChildAnswer.Result.Refused(Notify error, String reason) -> {
        actions.add(new Action.Report(Action.Level.WARNING, reason));
        yield List.of(error); // the IKE SA stands (RFC 7296 section 1.2)
      }
    };
  }

  /// Our ID and AUTH; empty when we have no proof for this peer.
  private List<Payload> ownProof(Instant now, List<String> reasons) {
    try {
      return opening.proof(opening.authenticator(sa.config, now));
    } catch (Malformed e) {
      reasons.add(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  /// The first configuration that the peer may be of and for which it proves who it is.
  ///
  /// @param reasons why it is not of the others
  private Optional<SessionConfig> proved(
      Instant now,
      Contents request,
      Identification id,
      Authentication proof,
      List<String> reasons) {
    Optional<Identification> wanted =
        request.all(Identification.class).stream().filter(i -> i.whose() == sa.role).findFirst();
    for (SessionConfig config : withProposal(sa.agreed())) {
      if (config.accepts(id.identity()) && isWanted(config, wanted)) {
        try {
          opening.verify(opening.authenticator(config, now), request, id, proof);
          return Optional.of(config);
        } catch (Malformed e) {
          reasons.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return Optional.empty();
  }

  /// An initiator may say whom it wants to talk to with an IDr (RFC 7296 section 1.2). It is a
  /// wish: only a configuration of another name is passed over, and one without a name has none.
  private static boolean isWanted(SessionConfig config, Optional<Identification> wanted) {
    return wanted.isEmpty()
        || config.localIdentity().isEmpty()
        || config.localIdentity().get().equals(wanted.get().identity());
  }

  /// Says no and ends (RFC 7296 section 2.21.2).
  void refuseAuth(Notify notify, Octets message, Path from, List<Action> actions) {
    List<Octets> datagrams =
        messages.seal(ExchangeType.IKE_AUTH, Flags.RESPONSE, 1, List.of(notify));
    window.answer(from, message, datagrams, actions);
    sa.close(notify.text(), actions);
  }

  private Identification peerId(Contents contents) throws Malformed {
    List<Identification> theirs =
        contents.all(Identification.class).stream()
            .filter(id -> id.whose() == sa.peerRole())
            .toList();
    if (theirs.size() != 1) {
      throw new Malformed(theirs.size() + " IDs of the initiator");
    }
    return theirs.getFirst();
  }
}
