package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.ModeConfig;
import hawser.ike.ModeConfig.Assignment;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Addresses by mode-cfg (draft-dukes-ike-mode-cfg-02): the one that wants an address asks.
final class Addressing {
  private static final int IP4_ADDRESS = 1;
  private static final int IP4_NETMASK = 2;
  private static final int IP4_DNS = 3;
  private static final int IP4_SUBNET = 13;

  /// Cisco's way to name the networks behind the server: address and mask, and six octets more.
  private static final int UNITY_SPLIT_INCLUDE = 0x7004;

  private static final int UNITY_OCTETS = 14;

  private final Isakmp sa;
  private final Transactions transactions;
  private boolean asked;
  private boolean refused;
  private int request;

  Addressing(Isakmp sa, Transactions transactions) {
    this.sa = sa;
    this.transactions = transactions;
  }

  /// Asks for an address. False when we want none.
  boolean begin(Instant now, List<Action> actions) {
    if (!(sa.config.modeConfig() instanceof ModeConfig.Client)) {
      return false;
    }
    asked = true;
    List<ConfigBody.Attribute> wanted = new ArrayList<>();
    for (int type :
        new int[] {IP4_ADDRESS, IP4_NETMASK, IP4_DNS, IP4_SUBNET, UNITY_SPLIT_INCLUDE}) {
      wanted.add(new ConfigBody.Attribute(type, Octets.EMPTY));
    }
    request = transactions.request(now, new ConfigBody(ConfigBody.REQUEST, 0, wanted), actions);
    return true;
  }

  /// Takes the answer to [#begin]; empty when the message is none, or has no address.
  Optional<Assignment> accept(ConfigBody body, List<Action> actions) throws Malformed {
    if (!asked || body.kind() != ConfigBody.REPLY) {
      return Optional.empty();
    }
    Optional<Octets> address = body.get(IP4_ADDRESS).filter(value -> value.length() == 4);
    List<IpAddress> dns =
        body.all(IP4_DNS).stream().filter(v -> v.length() == 4).map(IpAddress::of).toList();
    List<Prefix> networks = new ArrayList<>();
    for (Octets value : body.all(IP4_SUBNET)) {
      networks.add(network(value, 8));
    }
    for (Octets value : body.all(UNITY_SPLIT_INCLUDE)) {
      for (int at = 0; at + UNITY_OCTETS <= value.length(); at += UNITY_OCTETS) {
        networks.add(network(value.slice(at, at + UNITY_OCTETS), UNITY_OCTETS));
      }
    }
    asked = false;
    refused = address.isEmpty();
    transactions.answered(request, actions);
    return address.map(
        value -> new Assignment(IpAddress.of(value), dns, networks.stream().distinct().toList()));
  }

  /// The peer has answered, and gave none.
  boolean isRefused() {
    return refused;
  }

  /// Answers a peer that asks for an address: with what we give it, or with nothing.
  void serve(
      Header header, Octets message, ConfigBody body, Optional<String> user, List<Action> actions) {
    if (body.kind() != ConfigBody.REQUEST) {
      return;
    }
    List<ConfigBody.Attribute> answer = new ArrayList<>();
    if (sa.config.modeConfig() instanceof ModeConfig.Server(var assigner)
        && body.has(IP4_ADDRESS)) {
      Optional<Assignment> assigned = assigner.assign(sa.peer().identity(), user);
      assigned.ifPresentOrElse(
          given -> {
            sa.given = given.address();
            write(given, body, answer);
          },
          () ->
              actions.add(
                  new Action.Report(
                      Action.Level.WARNING, "no address is left for " + sa.peer().identity())));
    }
    transactions.answer(
        header.messageId(),
        message,
        new ConfigBody(ConfigBody.REPLY, body.identifier(), answer),
        actions);
  }

  private static void write(Assignment given, ConfigBody body, List<ConfigBody.Attribute> answer) {
    answer.add(new ConfigBody.Attribute(IP4_ADDRESS, given.address().toOctets()));
    answer.add(new ConfigBody.Attribute(IP4_NETMASK, Octets.ofHex("ffffffff")));
    for (IpAddress server : given.dns()) {
      answer.add(new ConfigBody.Attribute(IP4_DNS, server.toOctets()));
    }
    Writer unity = new Writer();
    for (Prefix network : given.networks()) {
      Octets value = Octets.concat(network.address().toOctets(), mask(network).toOctets());
      if (body.has(IP4_SUBNET)) {
        answer.add(new ConfigBody.Attribute(IP4_SUBNET, value));
      }
      unity.octets(value).zeros(UNITY_OCTETS - 8);
    }
    if (body.has(UNITY_SPLIT_INCLUDE) && unity.length() > 0) {
      answer.add(new ConfigBody.Attribute(UNITY_SPLIT_INCLUDE, unity.toOctets()));
    }
  }

  private static Prefix network(Octets value, int length) throws Malformed {
    if (value.length() != length) {
      throw new Malformed("network of " + value.length() + " octets");
    }
    Reader reader = Reader.of(value);
    IpAddress address = IpAddress.of(reader.octets(4));
    try {
      return Prefix.of(address, Prefix.lengthOfMask(IpAddress.of(reader.octets(4))));
    } catch (IllegalArgumentException e) {
      throw new Malformed("mask with holes");
    }
  }

  private static IpAddress mask(Prefix network) {
    return Prefix.of(IpAddress.ofV4(-1), network.length()).address();
  }
}
