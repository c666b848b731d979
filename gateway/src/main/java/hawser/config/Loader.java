package hawser.config;

import hawser.bytes.Secret;
import hawser.esp.Fragmentation;
import hawser.esp.InnerDf;
import hawser.ike.EsnPolicy;
import hawser.ike.auth.CertificateSignatures;
import hawser.net.AddressRange;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Turns a tree into typed records and checks what concerns more than one option.
final class Loader {
  /// Names that a network device may have though no such device is there yet.
  private static final Pattern DEVICE_LIKE =
      Pattern.compile(
          "(port|wan|lan|dmz|mgmt|internal|eth|en[spox]|wlan|wl|wwan|ww|ppp|lo|br|bond|veth|vlan|usb|modem|ha|x)"
              + "[a-z0-9.:_-]*\\d[a-z0-9.:_-]*|lo|lan|wan|dmz|mgmt|internal|modem");

  /// Ours and what a peer assumes of a proposal that names no seconds (RFC 2407 section 4.5).
  private static final Duration TIME_OF_KBS = Duration.ofHours(8);

  private static final String PHASE1 = "vpn ipsec phase1-interface";
  private static final String PHASE2 = "vpn ipsec phase2-interface";

  private final Schema schema = Schema.fortios();
  private final List<Problem> problems = new ArrayList<>();
  private final Host host;
  private final SecretReader secrets;
  private final SecretStore store;
  private final Algorithms algorithms = new Algorithms(problems);

  Loader(Host host, SecretStore store) {
    this.host = host;
    this.store = store;
    this.secrets = new SecretReader(store, problems);
  }

  Configuration.Loaded load(List<ConfigText> sources) {
    Tree tree = Parser.parse(schema, sources, problems);
    Optional<Fields> global = single(tree, "system global");
    Optional<Fields> settings = single(tree, "system settings");
    List<Aggregate> aggregates =
        map(tree, "system ipsec-aggregate", f -> Optional.of(aggregate(f, tree)));
    List<Address> addresses = map(tree, "firewall address", this::address);
    Phase1Parts parts = new Phase1Parts(tree, addresses, secrets, problems);
    Certificates certificates =
        new CertificateTables(tree, secrets, store, problems, host.now()).load();
    PeerTables peers = new PeerTables(tree, certificates.authorities(), problems);
    Phase1Signatures proofs = new Phase1Signatures(certificates, peers, problems);
    List<Phase1> phase1s = map(tree, PHASE1, f -> phase1(f, parts, proofs));
    List<Phase2> phase2s = map(tree, PHASE2, f -> phase2(f, tree));
    List<Interface> interfaces =
        map(tree, "system interface", f -> Optional.of(networkInterface(f)));
    List<Service> services = new ArrayList<>(Services.predefined());
    services.addAll(map(tree, "firewall service custom", f -> Optional.of(Services.custom(f))));
    List<Policy> policies =
        map(tree, "firewall policy", f -> Optional.of(policy(f, tree, services)));
    List<StaticRoute> routes = map(tree, "router static", f -> Optional.of(route(f, tree)));
    checkAggregates(tree);
    AdminTables.check(tree, store, problems);
    warnOfIgnored(tree);
    problems.sort(
        java.util.Comparator.comparing((Problem p) -> p.at().file())
            .thenComparingInt(p -> p.at().line())
            .thenComparingInt(p -> p.at().column()));
    if (problems.stream().anyMatch(Problem::isError)) {
      return new Configuration.Invalid(List.copyOf(problems));
    }
    return new Configuration.Valid(
        new Configuration(
            global.map(f -> f.word("hostname")).filter(h -> !h.isEmpty()).orElse("HAWSER"),
            settings.map(f -> f.v4("location-id")).orElse(IpAddress.ANY4),
            global.map(f -> f.enabled("honor-df")).orElse(true) ? InnerDf.HONORED : InnerDf.IGNORED,
            interfaces,
            phase1s,
            phase2s,
            aggregates,
            policies,
            addresses,
            List.copyOf(services),
            routes,
            certificates,
            tree),
        List.copyOf(problems));
  }

  private interface Conversion<T> {
    Optional<T> of(Fields fields);
  }

  private <T> List<T> map(Tree tree, String path, Conversion<T> conversion) {
    Table table = schema.require(path);
    List<T> all = new ArrayList<>();
    for (Tree.Entry entry : tree.entries(path)) {
      conversion.of(new Fields(table, entry)).ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  private Optional<Fields> single(Tree tree, String path) {
    return tree.entries(path).stream().map(e -> new Fields(schema.require(path), e)).findFirst();
  }

  private Optional<Phase1> phase1(Fields f, Phase1Parts parts, Phase1Signatures proofs) {
    boolean dynamic = f.word("type").equals("dynamic");
    boolean complete = mandatory(f, "interface");
    complete &=
        switch (f.word("type")) {
          case "static" -> mandatory(f, "remote-gw");
          case "ddns" -> mandatory(f, "remotegw-ddns");
          default -> true;
        };
    Optional<CertificateSignatures> signatures = proofs.of(f);
    Optional<Secret> psk =
        f.word("authmethod").equals("signature")
            ? signatures.map(s -> s.own().key().encoded()) // nobody else's: no peer can know it
            : secrets.preSharedKey(f, PHASE1);
    List<String> proposals = algorithms.phase1(f);
    List<Integer> groups = algorithms.groups(f);
    Phase1.Version1 version1 = parts.version1(f);
    f.written("interface").stream()
        .filter(word -> !host.devices().contains(word.text()))
        .forEach(word ->
            problems.add(
                Problem.warning(
                    word.at(),
                    word.text(),
                    "this device is not present; its tunnels start when it appears")));
    if (f.word("nattraversal").equals("disable")) {
      f.written("esp-encapsulation").stream()
          .filter(word -> word.text().equals("prefer-udp"))
          .forEach(word ->
              problems.add(
                  Problem.warning(
                      word.at(), word.text(), "nattraversal disable keeps ESP out of UDP")));
    }
    if (!complete || psk.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Phase1(
            f.key(),
            dynamic ? Phase1.Type.DYNAMIC : Phase1.Type.STATIC,
            (int) f.number("ike-version"),
            f.word("interface"),
            f.v4("local-gw"),
            f.v4("remote-gw"),
            Duration.ofSeconds(f.number("keylife")),
            f.enabled("aggregate-member"),
            (int) f.number("aggregate-weight"),
            proposals,
            groups,
            psk.get(),
            f.enabled("add-route"),
            switch (f.word("dpd")) {
              case "disable" -> Phase1.Dpd.DISABLE;
              case "on-idle" -> Phase1.Dpd.ON_IDLE;
              default -> Phase1.Dpd.ON_DEMAND;
            },
            (int) f.number("dpd-retrycount"),
            Duration.ofSeconds(f.number("dpd-retryinterval")),
            f.word("nattraversal"),
            f.word("esp-encapsulation"),
            Duration.ofSeconds(f.number("keepalive")),
            (int) f.number("distance"),
            (int) f.number("priority"),
            f.word("localid"),
            f.word("localid-type"),
            f.enabled("auto-negotiate"),
            f.enabled("passive-mode"),
            EsnPolicy.valueOf(f.word("esn").toUpperCase(Locale.ROOT)),
            f.enabled("rekey"),
            f.enabled("reauth"),
            f.word("ip-fragmentation").equals("pre-encapsulation")
                ? Fragmentation.PRE_ENCAPSULATION
                : Fragmentation.POST_ENCAPSULATION,
            parts.peer(f),
            version1,
            parts.modeCfg(f),
            Duration.ofSeconds(f.number("negotiate-timeout")),
            signatures));
  }

  private Optional<Phase2> phase2(Fields f, Tree tree) {
    if (!mandatory(f, "phase1name")) {
      return Optional.empty();
    }
    reference(f, "phase1name", keys(tree, PHASE1), "no such phase 1");
    List<String> proposals = algorithms.phase2(f);
    List<Integer> groups = f.enabled("pfs") ? algorithms.groups(f) : List.of();
    Optional<AddressRange> source = range(f, "src");
    Optional<AddressRange> destination = range(f, "dst");
    if (source.isEmpty() || destination.isEmpty()) {
      return Optional.empty();
    }
    int protocol = (int) f.number("protocol");
    String addRoute = f.word("add-route");
    String phase1 = f.word("phase1name");
    String keylifeType = f.word("keylife-type");
    boolean routes =
        addRoute.equals("phase1")
            ? tree.entry(PHASE1, phase1)
                .map(e -> new Fields(schema.require(PHASE1), e).enabled("add-route"))
                .orElse(true)
            : addRoute.equals("enable");
    return Optional.of(
        new Phase2(
            f.key(),
            phase1,
            proposals,
            f.enabled("pfs"),
            groups,
            f.enabled("replay"),
            routes,
            keylifeType.equals("kbs")
                ? TIME_OF_KBS
                : Duration.ofSeconds(f.number("keylifeseconds")),
            keylifeType.equals("seconds") ? 0 : f.number("keylifekbs"),
            new TrafficSelector(protocol, source.get(), (int) f.number("src-port")),
            new TrafficSelector(protocol, destination.get(), (int) f.number("dst-port"))));
  }

  private Optional<AddressRange> range(Fields f, String side) {
    try {
      return Optional.of(
          switch (f.word(side + "-addr-type")) {
            case "range" -> new AddressRange(f.v4(side + "-start-ip"), f.v4(side + "-end-ip"));
            case "ip" -> AddressRange.of(Prefix.host(f.v4(side + "-start-ip")));
            case "subnet6" -> AddressRange.of(Values.v6Prefix(f.word(side + "-subnet6")));
            case "range6" ->
                new AddressRange(
                    Values.v6(f.word(side + "-start-ip6")), Values.v6(f.word(side + "-end-ip6")));
            case "ip6" -> AddressRange.of(Prefix.host(Values.v6(f.word(side + "-start-ip6"))));
            default -> AddressRange.of(Values.network(f.word(side + "-subnet")).network());
          });
    } catch (IllegalArgumentException e) {
      Position at = f.entry().setting(side + "-end-ip").map(Tree.Setting::at).orElse(f.at());
      problems.add(Problem.error(at, side + "-end-ip", "the range ends before it starts", ""));
      return Optional.empty();
    }
  }

  private Aggregate aggregate(Fields f, Tree tree) {
    if (mandatory(f, "member")) {
      for (Tree.Word word : f.written("member")) {
        Optional<Tree.Entry> member = tree.entry(PHASE1, word.text());
        if (member.isEmpty()) {
          problems.add(
              Problem.error(
                  word.at(),
                  word.text(),
                  "no such phase 1",
                  Nearest.hint(word.text(), keys(tree, PHASE1))));
          continue;
        }
        Fields phase1 = new Fields(schema.require(PHASE1), member.get());
        if (!phase1.enabled("aggregate-member")) {
          problems.add(
              Problem.error(
                  word.at(),
                  word.text(),
                  "this phase 1 is no aggregate member",
                  "add 'set aggregate-member enable' to it"));
        } else if (phase1.enabled("net-device")) {
          problems.add(
              Problem.error(
                  word.at(),
                  word.text(),
                  "a member has no device of its own",
                  "add 'set net-device disable' to it"));
        }
      }
    }
    return new Aggregate(f.key(), f.words("member"), f.word("algorithm"));
  }

  private void checkAggregates(Tree tree) {
    Map<String, String> memberOf = new HashMap<>();
    for (Tree.Entry entry : tree.entries("system ipsec-aggregate")) {
      if (tree.entry(PHASE1, entry.key()).isPresent()) {
        problems.add(
            Problem.error(entry.at(), entry.key(), "duplicate name: a phase 1 has it too", ""));
      }
      Fields f = new Fields(schema.require("system ipsec-aggregate"), entry);
      for (Tree.Word word : f.written("member")) {
        String other = memberOf.putIfAbsent(word.text(), entry.key());
        if (other != null && !other.equals(entry.key())) {
          problems.add(Problem.error(word.at(), word.text(), "already a member of " + other, ""));
        }
      }
    }
  }

  private Interface networkInterface(Fields f) {
    Values.Host address = Values.network(f.word("ip"));
    int mtu = f.enabled("mtu-override") ? (int) f.number("mtu") : 0;
    return new Interface(
        f.key(),
        address.address(),
        address.length(),
        Values.network(f.word("remote-ip")).address(),
        !f.word("status").equals("down"),
        mtu);
  }

  private Optional<Address> address(Fields f) {
    try {
      AddressRange range =
          f.word("type").equals("iprange")
              ? new AddressRange(f.v4("start-ip"), f.v4("end-ip"))
              : AddressRange.of(Values.network(f.word("subnet")).network());
      return Optional.of(new Address(f.key(), range));
    } catch (IllegalArgumentException e) {
      Position at = f.entry().setting("end-ip").map(Tree.Setting::at).orElse(f.at());
      problems.add(Problem.error(at, "end-ip", "the range ends before it starts", ""));
      return Optional.empty();
    }
  }

  private Policy policy(Fields f, Tree tree, List<Service> services) {
    Set<String> addressNames = new LinkedHashSet<>(List.of("all", "none"));
    addressNames.addAll(keys(tree, "firewall address"));
    for (String option : List.of("srcintf", "dstintf")) {
      if (mandatory(f, option)) {
        f.written(option).forEach(word -> checkInterface(word, tree));
      }
    }
    for (String option : List.of("srcaddr", "dstaddr")) {
      if (mandatory(f, option)) {
        reference(f, option, addressNames, "no such address");
      }
    }
    if (mandatory(f, "service")) {
      reference(f, "service", services.stream().map(Service::name).toList(), "no such service");
    }
    if (mandatory(f, "schedule")) {
      reference(f, "schedule", List.of("always", "none"), "no such schedule");
    }
    boolean never = f.word("schedule").equals("none");
    return new Policy(
        Long.parseLong(f.key()),
        f.enabled("status") && !never,
        f.words("srcintf"),
        f.words("dstintf"),
        f.words("srcaddr"),
        f.words("dstaddr"),
        f.words("service"),
        f.word("action").equals("accept"),
        f.enabled("nat"));
  }

  private StaticRoute route(Fields f, Tree tree) {
    boolean blackhole = f.enabled("blackhole");
    if (!blackhole && mandatory(f, "device")) {
      f.written("device").forEach(word -> checkInterface(word, tree));
    }
    return new StaticRoute(
        f.key(),
        f.enabled("status"),
        Values.network(f.word("dst")).network(),
        f.v4("gateway"),
        f.word("device"),
        (int) f.number("distance"),
        blackhole);
  }

  /// An aggregate, a tunnel of its own, an entry, a device of the host or one that a tunnel is
  /// bound to. A name that no device can have is an error; one that a device may get is a warning.
  private void checkInterface(Tree.Word word, Tree tree) {
    String name = word.text();
    Set<String> members = new LinkedHashSet<>();
    for (Tree.Entry entry : tree.entries("system ipsec-aggregate")) {
      members.addAll(new Fields(schema.require("system ipsec-aggregate"), entry).words("member"));
    }
    if (members.contains(name)) {
      problems.add(
          Problem.error(word.at(), name, "a member of an aggregate", "name the aggregate instead"));
      return;
    }
    Set<String> known = new LinkedHashSet<>();
    known.add("any");
    known.addAll(keys(tree, "system ipsec-aggregate"));
    known.addAll(keys(tree, PHASE1));
    known.removeAll(members);
    known.addAll(keys(tree, "system interface"));
    known.addAll(host.devices());
    for (Tree.Entry entry : tree.entries(PHASE1)) {
      entry.setting("interface").ifPresent(setting -> known.add(setting.text()));
    }
    if (known.contains(name)) {
      return;
    }
    if (DEVICE_LIKE.matcher(name).matches()) {
      problems.add(
          Problem.warning(
              word.at(), name, "this device is not present; it is used when it appears"));
    } else {
      problems.add(Problem.error(word.at(), name, "no such interface", Nearest.hint(name, known)));
    }
  }

  private boolean mandatory(Fields f, String option) {
    if (f.isSet(option)) {
      return true;
    }
    problems.add(
        Problem.error(f.at(), f.key(), option + " must be set", "add 'set " + option + " ...'"));
    return false;
  }

  private void reference(Fields f, String option, Iterable<String> valid, String message) {
    Set<String> names = new LinkedHashSet<>();
    valid.forEach(names::add);
    for (Tree.Word word : f.written(option)) {
      if (!names.contains(word.text())) {
        problems.add(
            Problem.error(word.at(), word.text(), message, Nearest.hint(word.text(), names)));
      }
    }
  }

  private static List<String> keys(Tree tree, String path) {
    return tree.entries(path).stream().map(Tree.Entry::key).toList();
  }

  /// One warning for each option that was set to something that Hawser does not act on yet.
  private void warnOfIgnored(Tree tree) {
    for (String path : schema.topLevelPaths()) {
      Table table = schema.require(path);
      for (Tree.Entry entry : tree.entries(path)) {
        warnOfIgnored(table, entry);
      }
    }
  }

  private void warnOfIgnored(Table table, Tree.Entry entry) {
    for (Map.Entry<String, Tree.Setting> e : entry.settings().entrySet()) {
      Option option = table.options().get(e.getKey());
      if (option == null || option.isSecret() && option.actsOn("*")) {
        continue;
      }
      List<String> words = e.getValue().words().stream().map(Tree.Word::text).toList();
      boolean isDefault = words.equals(option.defaultWords());
      Optional<Tree.Word> ignored =
          e.getValue().words().stream().filter(word -> !option.actsOn(word.text())).findFirst();
      if (!isDefault && ignored.isPresent()) {
        String what =
            option.isSecret() ? option.name() : option.name() + " " + String.join(" ", words);
        problems.add(
            Problem.warning(e.getValue().at(), what, "kept, but Hawser does not act on this yet"));
      }
    }
    for (Map.Entry<String, Tree.Node> nested : entry.nested().entrySet()) {
      nested
          .getValue()
          .entries()
          .values()
          .forEach(e -> warnOfIgnored(schema.require(table.path() + " > " + nested.getKey()), e));
    }
  }
}
