package dev.waybill.pipelines.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which Waybill this is, and on what it was built, as the build wrote it down. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        Properties built = built();
        return new String[] {
            "waybill " + built.getProperty("waybill"),
            "Java %s, Spark %s, Delta %s, XGBoost %s"
                    .formatted(
                            Runtime.version(),
                            built.getProperty("spark"),
                            built.getProperty("delta"),
                            built.getProperty("xgboost"))
        };
    }

    /** The version of Waybill. */
    static String ofThis() {
        return built().getProperty("waybill");
    }

    private static Properties built() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
