package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Secret;
import hawser.crypto.Group;
import hawser.crypto.KeyExchange;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Role;
import hawser.ike.Spi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A Child SA that we ask for, in IKE_AUTH or in CREATE_CHILD_SA.
final class ChildDraft {
  final ChildConfig config;
  final Spi inbound;
  private final List<Group> groups;
  private final @Nullable KeyExchange exchange;

  private ChildDraft(
      ChildConfig config, Spi inbound, List<Group> groups, @Nullable KeyExchange exchange) {
    this.config = config;
    this.inbound = inbound;
    this.groups = groups;
    this.exchange = exchange;
  }

  /// The first one, in IKE_AUTH: its keys come from IKE_SA_INIT's exchange.
  static ChildDraft first(ChildConfig config, Spi inbound) {
    return new ChildDraft(config, inbound, List.of(), null);
  }

  /// A further one.
  ///
  /// @param exchange with perfect forward secrecy: of one of the configured groups
  static ChildDraft further(ChildConfig config, Spi inbound, @Nullable KeyExchange exchange) {
    List<Group> groups = exchange == null ? List.of() : config.pfsGroups();
    return new ChildDraft(config, inbound, groups, exchange);
  }

  SecurityAssociation offer() {
    return EspOffer.offer(config, inbound, groups);
  }

  Optional<KeyShare> keyShare() {
    return Optional.ofNullable(exchange)
        .map(own -> new KeyShare(own.group().number(), own.publicValue()));
  }

  List<Payload> selectors() {
    return List.of(
        new TrafficSelectors(Role.INITIATOR, config.local()),
        new TrafficSelectors(Role.RESPONDER, config.remote()));
  }

  List<Payload> firstPayloads() {
    List<Payload> payloads = new ArrayList<>();
    payloads.add(offer());
    payloads.addAll(selectors());
    return payloads;
  }

  /// The Child SA of an answer that is within what we asked for.
  ///
  /// @throws Malformed when it is not, or is none
  ChildSa agree(IkeSa sa, Contents answer, Nonces nonces, Optional<Spi> replaces) throws Malformed {
    EspOffer.Choice choice =
        EspOffer.accept(answer.one(SecurityAssociation.class), config, groups)
            .filter(chosen -> exchange == null || chosen.group().orElseThrow() == exchange.group())
            .orElseThrow(() -> new Malformed("the answer is not one of our proposals"));
    Narrowing selectors =
        new Narrowing(
            TrafficSelectors.of(answer, Role.INITIATOR),
            TrafficSelectors.of(answer, Role.RESPONDER));
    boolean narrower =
        Narrowing.covers(config.local(), selectors.local())
            && Narrowing.covers(config.remote(), selectors.remote());
    if (!narrower || !selectors.carriesAnything()) {
      throw new Malformed("the peer's traffic selectors are not within ours");
    }
    ChildKeys.Terms terms =
        new ChildKeys.Terms(
            config.name(), Role.INITIATOR, inbound, choice, selectors, config.lifetime(), replaces);
    try (Secret shared = shared(answer)) {
      return ChildKeys.derive(sa, terms, nonces, shared);
    }
  }

  private Secret shared(Contents answer) throws Malformed {
    if (exchange == null) {
      return ChildKeys.none();
    }
    KeyShare share = answer.one(KeyShare.class);
    if (share.group() != exchange.group().number()) {
      throw new Malformed("a public value of group " + share.group());
    }
    return exchange.agree(share.value());
  }
}
