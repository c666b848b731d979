package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.crypto.Group;
import hawser.crypto.KeyExchange;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Role;
import hawser.ike.Spi;
import hawser.net.TrafficSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A Child SA that the peer asks for, in IKE_AUTH or in CREATE_CHILD_SA: which of ours it is, and
/// what we answer.
final class ChildAnswer {
  private final IkeSa sa;
  private final Supplier<Spi> spis;

  ChildAnswer(IkeSa sa, Supplier<Spi> spis) {
    this.sa = sa;
    this.spis = spis;
  }

  /// What we say to a request.
  sealed interface Result {
    /// @param payloads of the answer, all that is about the Child SA
    record Agreed(ChildSa child, List<Payload> payloads) implements Result {}

    record Refused(Notify error, String reason) implements Result {}
  }

  private record Fit(ChildConfig config, Narrowing selectors) {}

  /// The first Child SA: without a key exchange of its own.
  Result first(Contents request, Nonces nonces) throws Malformed {
    SecurityAssociation offered = request.one(SecurityAssociation.class);
    List<Fit> fits = fits(request);
    for (Fit fit : fits) {
      Optional<EspOffer.Choice> choice = EspOffer.choose(offered, fit.config, List.of());
      if (choice.isPresent()) {
        return agreed(fit, choice.get(), nonces, List.of(), ChildKeys.none(), Optional.empty());
      }
    }
    return refused(fits, request);
  }

  /// A further one, or the successor of one.
  ///
  /// @param ours our nonce
  Result further(Contents request, Octets ours, Optional<Spi> replaces) throws Malformed {
    SecurityAssociation offered = request.one(SecurityAssociation.class);
    Nonces nonces = new Nonces(request.one(Nonce.class).value(), ours);
    Optional<KeyShare> share = request.optional(KeyShare.class);
    List<Fit> fits = fits(request);
    for (Fit fit : fits) {
      List<Group> groups = fit.config.pfsGroups();
      Optional<EspOffer.Choice> choice = EspOffer.choose(offered, fit.config, groups);
      if (choice.isPresent()) {
        return choice.get().group().isPresent()
            ? withGroup(fit, choice.get(), share, nonces, replaces)
            : agreed(
                fit, choice.get(), nonces, List.of(new Nonce(ours)), ChildKeys.none(), replaces);
      }
    }
    return refused(fits, request);
  }

  private Result withGroup(
      Fit fit,
      EspOffer.Choice choice,
      Optional<KeyShare> share,
      Nonces nonces,
      Optional<Spi> replaces)
      throws Malformed {
    Group group = choice.group().orElseThrow();
    if (share.isEmpty() || share.get().group() != group.number()) {
      Octets wanted = new Writer().u16(group.number()).toOctets();
      return new Result.Refused(
          new Notify(Notify.INVALID_KE_PAYLOAD, wanted), "another group is wanted: " + group);
    }
    KeyExchange own = KeyExchange.generate(group, sa.entropy);
    try (Secret shared = own.agree(share.get().value())) {
      List<Payload> payloads =
          List.of(new Nonce(nonces.responder()), new KeyShare(group.number(), own.publicValue()));
      return agreed(fit, choice, nonces, payloads, shared, replaces);
    }
  }

  private Result agreed(
      Fit fit,
      EspOffer.Choice choice,
      Nonces nonces,
      List<Payload> keyPayloads,
      Secret shared,
      Optional<Spi> replaces) {
    Spi inbound = spis.get();
    ChildKeys.Terms terms =
        new ChildKeys.Terms(
            fit.config.name(),
            Role.RESPONDER,
            inbound,
            choice,
            fit.selectors,
            fit.config.lifetime(),
            replaces);
    List<Payload> payloads = new ArrayList<>();
    payloads.add(choice.answer(inbound));
    payloads.addAll(keyPayloads);
    payloads.add(new TrafficSelectors(Role.INITIATOR, fit.selectors.remote()));
    payloads.add(new TrafficSelectors(Role.RESPONDER, fit.selectors.local()));
    return new Result.Agreed(ChildKeys.derive(sa, terms, nonces, shared), payloads);
  }

  /// Which of ours carry some of the traffic, those first that carry all of it.
  private List<Fit> fits(Contents request) throws Malformed {
    List<TrafficSelector> local = TrafficSelectors.of(request, Role.RESPONDER);
    List<TrafficSelector> remote = TrafficSelectors.of(request, Role.INITIATOR);
    List<Fit> whole = new ArrayList<>();
    List<Fit> partly = new ArrayList<>();
    for (ChildConfig config : sa.config.children()) {
      Narrowing.of(local, remote, config)
          .ifPresent(common ->
              (common.isWhole(local, remote) ? whole : partly).add(new Fit(config, common)));
    }
    whole.addAll(partly);
    return whole;
  }

  private Result refused(List<Fit> fits, Contents request) throws Malformed {
    return fits.isEmpty()
        ? new Result.Refused(
            new Notify(Notify.TS_UNACCEPTABLE),
            "no phase 2 has the selectors local "
                + TrafficSelectors.of(request, Role.RESPONDER)
                + " remote "
                + TrafficSelectors.of(request, Role.INITIATOR))
        : new Result.Refused(
            new Notify(Notify.NO_PROPOSAL_CHOSEN), "no phase 2 proposal of the peer is ours");
  }
}
