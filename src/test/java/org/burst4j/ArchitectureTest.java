package org.burst4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.slf4j.Logger;

/** The rooms and arrows of docs/architecture.md. */
@AnalyzeClasses(packages = "org.burst4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule arrows_between_packages_go_one_way =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("org.burst4j..")
                    .layer("root")
                    .definedBy("org.burst4j")
                    .layer("file")
                    .definedBy("org.burst4j.file..")
                    .layer("task")
                    .definedBy("org.burst4j.task..")
                    .layer("challenge")
                    .definedBy("org.burst4j.challenge..")
                    .layer("audio")
                    .definedBy("org.burst4j.audio..")
                    .layer("metric")
                    .definedBy("org.burst4j.metric..")
                    .layer("data")
                    .definedBy("org.burst4j.data..")
                    .layer("graph")
                    .definedBy("org.burst4j.graph..")
                    .layer("onnx")
                    .definedBy("org.burst4j.onnx..")
                    .layer("checkpoint")
                    .definedBy("org.burst4j.checkpoint..")
                    .layer("model")
                    .definedBy("org.burst4j.model..")
                    .layer("engine")
                    .definedBy("org.burst4j.engine..")
                    .layer("train")
                    .definedBy("org.burst4j.train..")
                    .layer("predict")
                    .definedBy("org.burst4j.predict..")
                    .layer("report")
                    .definedBy("org.burst4j.report..")
                    .layer("run")
                    .definedBy("org.burst4j.run..")
                    .layer("cli")
                    .definedBy("org.burst4j.cli..")
                    .whereLayer("root")
                    .mayNotAccessAnyLayer()
                    .whereLayer("file")
                    .mayOnlyAccessLayers("root")
                    .whereLayer("task")
                    .mayOnlyAccessLayers("root")
                    .whereLayer("challenge")
                    .mayOnlyAccessLayers("root", "file", "task")
                    .whereLayer("audio")
                    .mayOnlyAccessLayers("root", "file")
                    .whereLayer("metric")
                    .mayOnlyAccessLayers("root", "task")
                    .whereLayer("data")
                    .mayOnlyAccessLayers("root", "file", "task", "audio", "metric")
                    .whereLayer("graph")
                    .mayOnlyAccessLayers("root", "file")
                    .whereLayer("onnx")
                    .mayOnlyAccessLayers("root", "file", "graph")
                    .whereLayer("checkpoint")
                    .mayOnlyAccessLayers("root", "file", "graph")
                    .whereLayer("model")
                    .mayOnlyAccessLayers("root", "file", "task", "graph", "onnx")
                    .whereLayer("engine")
                    .mayOnlyAccessLayers("root", "graph")
                    .whereLayer("train")
                    .mayOnlyAccessLayers(
                            "root", "file", "task", "metric", "data", "graph", "model", "engine")
                    .whereLayer("predict")
                    .mayOnlyAccessLayers("root", "task", "audio", "model", "engine")
                    .whereLayer("report")
                    .mayOnlyAccessLayers("root", "file", "task", "metric")
                    .whereLayer("run")
                    .mayOnlyBeAccessedByLayers("cli")
                    .whereLayer("cli")
                    .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule stages_of_the_engine_meet_in_its_form_of_a_graph_alone =
            layeredArchitecture()
                    .consideringOnlyDependenciesInAnyPackage("org.burst4j..")
                    .withOptionalLayers(true)
                    .layer("exceptions")
                    .definedBy("org.burst4j")
                    .layer("graph")
                    .definedBy("org.burst4j.graph..")
                    .layer("ir")
                    .definedBy("org.burst4j.engine.ir..")
                    .layer("read")
                    .definedBy("org.burst4j.engine.read..")
                    .layer("rewrite")
                    .definedBy("org.burst4j.engine.rewrite..")
                    .layer("derive")
                    .definedBy("org.burst4j.engine.derive..")
                    .layer("schedule")
                    .definedBy("org.burst4j.engine.schedule..")
                    .layer("kernel")
                    .definedBy("org.burst4j.engine.kernel..")
                    .whereLayer("ir")
                    .mayOnlyAccessLayers("exceptions")
                    .whereLayer("read")
                    .mayOnlyAccessLayers("exceptions", "graph", "ir")
                    .whereLayer("rewrite")
                    .mayOnlyAccessLayers("exceptions", "ir")
                    .whereLayer("derive")
                    .mayOnlyAccessLayers("exceptions", "ir")
                    .whereLayer("schedule")
                    .mayOnlyAccessLayers("exceptions", "ir")
                    .whereLayer("kernel")
                    .mayOnlyAccessLayers("exceptions", "ir");

    @ArchTest
    static final ArchRule stages_of_the_engine_do_not_know_who_joins_them =
            noClasses()
                    .that()
                    .resideInAPackage("org.burst4j.engine.*..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.burst4j.engine");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("org.burst4j.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule only_the_command_line_ends_the_process =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.burst4j.cli..")
                    .should()
                    .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule only_the_command_line_uses_the_standard_streams =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.burst4j.cli..")
                    .and()
                    // It keeps ND4J from printing a line for each operation.
                    .doNotHaveSimpleName("GradientSession")
                    .should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule nobody_throws_generic_exceptions =
            NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule nobody_uses_java_util_logging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule only_the_command_line_knows_picocli_and_logback =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.burst4j.cli..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("picocli..", "ch.qos.logback..");

    @ArchTest
    static final ArchRule only_the_verification_knows_onnx_runtime =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName("org.burst4j.onnx.RuntimeSession")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule only_the_report_draws =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.burst4j.report..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.knowm.xchart..");

    @ArchTest
    static final ArchRule metrics_are_plain_java =
            noClasses()
                    .that()
                    .resideInAPackage("org.burst4j.metric..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.nd4j..", "org.datavec..");

    @ArchTest
    static final ArchRule loggers_are_private_static_final =
            fields().that()
                    .haveRawType(Logger.class)
                    .should()
                    .bePrivate()
                    .andShould()
                    .beStatic()
                    .andShould()
                    .beFinal();
}
