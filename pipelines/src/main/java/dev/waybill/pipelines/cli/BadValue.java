package dev.waybill.pipelines.cli;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;

/**
 * A word of the command line that is not of its option's type.
 *
 * @param what it is not
 * @param remedy how to write it
 */
record BadValue(String value, String what, String remedy) {

    private record Kind(String name, String remedy) {}

    private static final Kind WHOLE =
            new Kind("no whole number, or too large a one", "Write a number in digits, such as 100.");
    private static final Map<Class<?>, Kind> KINDS = Map.of(
            LocalDate.class,
            new Kind("no date", "Write one such as 2024-03-08."),
            int.class,
            WHOLE,
            long.class,
            WHOLE,
            boolean.class,
            new Kind("neither true nor false", "Leave out =VALUE: the option by itself says yes."));

    /** Empty for what else may be wrong with a command line. */
    static Optional<BadValue> of(ParameterException problem) {
        ArgSpec option = problem.getArgSpec();
        if (option == null || problem.getValue() == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(KINDS.get(option.type()))
                .map(kind -> new BadValue(problem.getValue(), kind.name(), kind.remedy()));
    }
}
