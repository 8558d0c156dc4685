package dev.waybill.pipelines.cli;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.waybill.common.refusal.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * What the doctor saw at one place.
 *
 * @param remedy what to do about it; empty where all is well
 */
record Finding(Level level, String check, String detail, String remedy) {

    /** How bad it is: a warning slows down or may fail later, a failure stops. */
    enum Level {
        OK,
        WARN,
        FAIL;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String detail) {
        return new Finding(Level.OK, check, detail, "");
    }

    static Finding warn(String check, String detail, String remedy) {
        return new Finding(Level.WARN, check, detail, remedy);
    }

    static Finding fail(String check, String detail, String remedy) {
        return new Finding(Level.FAIL, check, detail, remedy);
    }

    /** What a check says, or why it could not be made: the doctor goes on with the next one. */
    static Finding of(String check, Supplier<Finding> look) {
        return all(check, () -> List.of(look.get())).get(0);
    }

    /** As {@link #of}, of a check that may say several things. */
    static List<Finding> all(String check, Supplier<List<Finding>> look) {
        try {
            return look.get();
        } catch (Refusal refusal) {
            return List.of(fail(check, refusal.problem(), refusal.remedy()));
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Finding.class).error("Check of {} failed", check, e);
            return List.of(fail(check, e.toString(), "The log holds the whole of it."));
        }
    }
}
