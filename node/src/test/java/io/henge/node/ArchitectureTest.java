package io.henge.node;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which package may know what. The protocol core is pure: it reaches time, randomness, network,
 * disk and liveness only through its ports, so that a whole cluster can be simulated in one thread.
 */
class ArchitectureTest {
  private static final String ROOT = "io.henge.node.";

  private static final JavaClasses NODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.henge.node");

  private static final JavaClasses RING =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.henge.ring");

  /** Vert.x as value types, and the functional types that their methods take. */
  private static final Set<String> VERTX_VALUES =
      Set.of(
          "io.vertx.core.Future",
          "io.vertx.core.CompositeFuture",
          "io.vertx.core.Promise",
          "io.vertx.core.AsyncResult",
          "io.vertx.core.Handler",
          "io.vertx.core.Completable",
          "io.vertx.core.buffer.Buffer");

  private static final DescribedPredicate<JavaClass> THE_CORE =
      describe(
          "the protocol core",
          type ->
              resideInAnyPackage(
                          ROOT + "message",
                          ROOT + "replica",
                          ROOT + "coordinator",
                          ROOT + "membership",
                          ROOT + "port",
                          ROOT + "background",
                          ROOT + "repair",
                          ROOT + "removal",
                          ROOT + "handoff",
                          ROOT + "transfer",
                          ROOT + "failure",
                          ROOT + "blob")
                      .test(type)
                  && !isAboutHazelcast(type));

  private static final DescribedPredicate<JavaClass> VERTX_BEYOND_VALUES =
      describe(
          "Vert.x beyond its value types",
          type ->
              type.getPackageName().startsWith("io.vertx")
                  && !VERTX_VALUES.contains(type.getName()));

  /** Throwables are Serializable, so not all of java.io can be forbidden. */
  private static final DescribedPredicate<JavaClass> THE_OUTSIDE_WORLD =
      describe(
          "sockets, files, threads, executors, timers, random sources",
          type ->
              resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels.spi..")
                      .test(type)
                  || type.getName().matches("java\\.io\\.(File.*|RandomAccessFile)")
                  || type.getName().matches("java\\.lang\\.(Thread.*|Process.*|Runtime)")
                  || type.getName().matches("java\\.util\\.(Timer.*|Random|SplittableRandom)")
                  || type.getName().equals("java.security.SecureRandom")
                  || type.getName()
                      .matches(
                          "java\\.util\\.concurrent\\.(.*Execut.*|ThreadLocalRandom|CompletableFuture"
                              + "|ForkJoin.*|CountDownLatch|.*Queue)"));

  private static boolean isAboutHazelcast(JavaClass type) {
    return type.getName().startsWith(ROOT + "membership.Hazelcast");
  }

  @Test
  void the_core_uses_vertx_as_value_types_and_nothing_else_of_it() {
    noClasses().that(THE_CORE).should().dependOnClassesThat(VERTX_BEYOND_VALUES).check(NODE);
  }

  @Test
  void the_core_reaches_the_outside_world_only_through_its_ports() {
    noClasses().that(THE_CORE).should().dependOnClassesThat(THE_OUTSIDE_WORLD).check(NODE);
  }

  @Test
  void the_core_asks_no_clock_but_its_port() {
    noClasses()
        .that(THE_CORE)
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat(resideInAPackage("java.time.."))
        .orShould()
        .callMethod(Math.class, "random")
        .check(NODE);
  }

  @Test
  void the_core_knows_no_adapter() {
    noClasses()
        .that(THE_CORE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                ROOT + "http..",
                ROOT + "peer..",
                ROOT + "body..",
                ROOT + "config..",
                ROOT + "metrics.."))
        .check(NODE);
  }

  @Test
  void of_the_storage_the_core_knows_the_port_and_its_values() {
    noClasses()
        .that(THE_CORE)
        .should()
        .dependOnClassesThat(
            describe(
                "storage beyond its port",
                type ->
                    type.getPackageName().startsWith(ROOT + "storage")
                        && !type.getName()
                            .matches(
                                ".*\\.(BlobStore|Change|Damages?|IndexRecord|KeyPage|MintMark|NamePage|SpaceUse|Stage"
                                    + "|StageRequest"
                                    + "|StorageFailure)"
                                    + "(\\$.*)?")))
        .check(NODE);
  }

  @Test
  void imports_point_from_http_to_coordinator_to_replica_to_storage() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "coordinator..")
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "http.."))
        .check(NODE);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "replica..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(ROOT + "http..", ROOT + "coordinator.."))
        .check(NODE);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "storage..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                ROOT + "http..",
                ROOT + "coordinator..",
                ROOT + "replica..",
                ROOT + "membership..",
                ROOT + "message..",
                ROOT + "peer..",
                ROOT + "body.."))
        .check(NODE);
  }

  @Test
  void the_storage_knows_neither_peers_nor_layouts() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "storage..")
        .should()
        .dependOnClassesThat(
            describe(
                "peers and layouts",
                type ->
                    type.getName()
                            .matches(
                                "io\\.henge\\.ring\\.(Layout|Chain.*|Member|RetiredMember|Seat"
                                    + "|Address|AssignmentTable|Phase)")
                        || type.getPackageName().startsWith("io.henge.ring.placement")
                        || type.getName().matches(".*\\.port\\.(Network|Introductions|Liveness)")))
        .check(NODE);
  }

  @Test
  void rocksdb_appears_only_behind_the_port_of_the_table() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "storage.table")
        .should()
        .dependOnClassesThat(resideInAPackage("org.rocksdb.."))
        .check(NODE);
  }

  @Test
  void the_storage_reaches_files_only_through_the_port_of_the_disk() {
    noClasses()
        .that(
            describe(
                "classes of the storage but the directory's keeper",
                type ->
                    type.getPackageName().equals(ROOT + "storage")
                        && !type.getName().contains(".DataDirectory")))
        .should()
        .dependOnClassesThat(
            describe(
                "files of the operating system",
                type ->
                    type.getName()
                        .matches(
                            "java\\.nio\\.file\\.Files|java\\.nio\\.channels\\.FileChannel"
                                + "|io\\.vertx\\.core\\.file\\..*")))
        .check(NODE);
  }

  @Test
  void hazelcast_appears_only_in_the_classes_of_membership_that_are_named_after_it() {
    noClasses()
        .that(describe("classes that are not about Hazelcast", type -> !isAboutHazelcast(type)))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.hazelcast.."))
        .check(NODE);
  }

  @Test
  void no_packages_depend_on_each_other_in_a_circle() {
    slices().matching("io.henge.node.(*)..").should().beFreeOfCycles().check(NODE);
    slices().matching("io.henge.ring.(*)..").should().beFreeOfCycles().check(RING);
  }

  @Test
  void the_ring_needs_the_java_platform_alone() {
    classes()
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("io.henge.ring..", "java.."))
        .check(RING);
  }
}
