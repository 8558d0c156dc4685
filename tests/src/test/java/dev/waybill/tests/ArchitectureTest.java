package dev.waybill.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.SQLException;
import java.util.Date;

/** The rules of the house that a compiler does not check. */
@AnalyzeClasses(
        packages = "dev.waybill",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

    /** Leaves out the jar of shared fixtures. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    /** Spark's own date and timestamp values, and what its JDBC source throws, are of java.sql too, and no database. */
    private static final DescribedPredicate<JavaClass> DATABASES_AND_MLFLOW = JavaClass.Predicates.resideInAnyPackage(
                    "java.sql..", "javax.sql..", "org.sqlite..", "org.mlflow..")
            .and(DescribedPredicate.not(JavaClass.Predicates.assignableTo(Date.class)))
            .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(SQLException.class)));

    @ArchTest
    static final ArchRule commonKnowsNoJob = noClasses()
            .that()
            .resideInAPackage("dev.waybill.common..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.waybill.jobs..", "dev.waybill.pipelines..", "dev.waybill");

    @ArchTest
    static final ArchRule jobsKnowNoPipeline = noClasses()
            .that()
            .resideInAPackage("dev.waybill.jobs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.waybill.pipelines..", "dev.waybill");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.waybill.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTablesTouchDelta = noClasses()
            .that()
            .resideOutsideOfPackage("dev.waybill.common.table..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.delta..", "org.apache.spark.sql.delta..")
            .because("a table is known by its name, not by its format");

    @ArchTest
    static final ArchRule onlyTrackingTouchesDatabasesAndMlflow = noClasses()
            .that()
            .resideOutsideOfPackage("dev.waybill.common.track..")
            .should()
            .dependOnClassesThat(DATABASES_AND_MLFLOW)
            .because("what tracks runs may be another store tomorrow");

    @ArchTest
    static final ArchRule statisticsAreOfNumbersOnly = noClasses()
            .that()
            .resideInAnyPackage("dev.waybill.common.stats..", "dev.waybill.jobs.*.stats..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..")
            .because("they are checked against published values, without a session")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule explanationsStandAlone = classes()
            .that()
            .resideInAPackage("dev.waybill.common.model.shap..")
            .should()
            .onlyDependOnClassesThat(notOfOurs("dev.waybill.common.model.shap..", "dev.waybill.common.refusal.."))
            .because("they explain any booster of XGBoost's, and others may want them without the platform");

    @ArchTest
    static final ArchRule dvcFilesStandAlone = classes()
            .that()
            .resideInAPackage("dev.waybill.pipelines.dvc..")
            .should()
            .onlyDependOnClassesThat(notOfOurs(
                    "dev.waybill.pipelines.dvc..", "dev.waybill.common.file..", "dev.waybill.common.refusal.."))
            .because("what DVC reads and writes are files, and others may want to read them without the platform");

    /** Not of this house, and not of Spark's, or of these packages. */
    private static DescribedPredicate<JavaClass> notOfOurs(String... packages) {
        return JavaClass.Predicates.resideOutsideOfPackages("dev.waybill..", "org.apache.spark..")
                .or(JavaClass.Predicates.resideInAnyPackage(packages));
    }

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Factory)")
            .because("such a name fits everything");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage("dev.waybill.pipelines.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("output is for programs to read; everything else is told to Progress or to the log");
}
