package hawser;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import hawser.admin.Authority;
import hawser.net.IpAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The arrows of docs/ARCHITECTURE.md that the Maven modules do not hold by themselves.
class ArchitectureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPath(Path.of("../core/target/classes"));

  @Test
  void coreHasNoClockThreadFileOrSocket() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..", "java.nio.channels..", "java.nio.file..", "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .check(CORE);
  }

  @Test
  void foreignFunctionsStayInTheirFences() {
    JavaClasses all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPaths(
                Path.of("../core/target/classes"),
                Path.of("../linux/target/classes"),
                Path.of("target/classes"));
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("hawser.ipsecmb.Native")
        .and()
        .doNotHaveFullyQualifiedName("hawser.linux.Libc")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .check(all);
    none(all, "hawser.ipsecmb..", "hawser.linux..", "hawser.ike..", "hawser.aggregate..");
    none(all, "hawser.linux..", "hawser.ipsecmb..", "hawser.esp..", "hawser.ike..");
  }

  @Test
  void ikeAndEspDoNotKnowEachOther() {
    none("hawser.ike..", "hawser.esp..", "hawser.aggregate..");
    none("hawser.esp..", "hawser.ike..", "hawser.aggregate..");
    none("hawser.ike", "hawser.ike.v1..", "hawser.ike.v2..");
    none("hawser.ike.v1..", "hawser.ike.v2..");
    none("hawser.ike.v2..", "hawser.ike.v1..");
  }

  @Test
  void bytesIsALeafAndNetKnowsOnlyIt() {
    none("hawser.bytes..", "hawser.net..", "hawser.crypto..", "hawser.ike..", "hawser.esp..");
    none("hawser.net..", "hawser.crypto..", "hawser.ike..", "hawser.esp..", "hawser.aggregate..");
    none("hawser.crypto..", "hawser.net..", "hawser.ike..", "hawser.esp..", "hawser.aggregate..");
  }

  @Test
  void theWebKnowsTheGatewayOnlyThroughItsOwnInterfaces() {
    JavaClasses gateway = gateway();
    none(gateway, "hawser.config..", "hawser.admin..", "hawser.rest..", "hawser.web..");
    none(gateway, "hawser.admin..", "hawser.rest..", "hawser.web..", "hawser.gateway..");
    none(gateway, "hawser.rest..", "hawser.web..", "hawser.gateway..", "org.eclipse.jetty..");
    none(gateway, "hawser.web..", "hawser.gateway..", "hawser.cli..", "hawser.lab..");
  }

  @Test
  void oneClassDecidesWhoMayAsk() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("hawser.rest.Guard")
        .should()
        .callMethod(Authority.class, "session", String.class, IpAddress.class)
        .orShould()
        .callMethod(Authority.class, "token", String.class, IpAddress.class)
        .check(gateway());
  }

  private static JavaClasses gateway() {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPaths(Path.of("target/classes"));
  }

  private static void none(String from, String... to) {
    none(CORE, from, to);
  }

  private static void none(JavaClasses classes, String from, String... to) {
    noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to)
        .check(classes);
  }
}
