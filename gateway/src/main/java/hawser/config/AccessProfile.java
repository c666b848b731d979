package hawser.config;

import java.util.EnumMap;
import java.util.Map;

/// `system accprofile`: what an administrator may see and change. `super_admin`,
/// `super_admin_readonly` and `prof_admin` are always there.
public record AccessProfile(String name, Map<Group, Access> groups) {
  public static final AccessProfile NOTHING = all("", Access.NONE);

  /// The groups of rights that Hawser tells apart.
  public enum Group {
    SYSTEM("sysgrp"),
    NETWORK("netgrp"),
    FIREWALL("fwgrp"),
    VPN("vpngrp");

    private final String option;

    Group(String option) {
      this.option = option;
    }

    String option() {
      return option;
    }
  }

  /// How far a right goes; each includes the ones before it.
  public enum Access {
    NONE,
    READ,
    READ_WRITE
  }

  public AccessProfile {
    groups = Map.copyOf(groups);
  }

  public boolean allows(Group group, Access wanted) {
    return groups.getOrDefault(group, Access.NONE).compareTo(wanted) >= 0;
  }

  static AccessProfile all(String name, Access access) {
    Map<Group, Access> groups = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      groups.put(group, access);
    }
    return new AccessProfile(name, groups);
  }
}
