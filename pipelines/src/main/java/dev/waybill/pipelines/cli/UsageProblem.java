package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with the words of a command line. */
final class UsageProblem {

    private UsageProblem() {}

    /**
     * What to say of a problem.
     *
     * @param words all of the command line
     */
    static Refusal of(ParameterException problem, List<String> words) {
        CommandLine command = problem.getCommandLine();
        Optional<Refusal> order = outOfOrder(root(command), words);
        Optional<BadValue> bad = BadValue.of(problem);
        if (order.isPresent()) {
            return order.get();
        } else if (bad.isPresent()) {
            return bad(name(problem.getArgSpec()), bad.get());
        } else if (problem instanceof UnmatchedArgumentException unmatched) {
            return unknown(command, unmatched.getUnmatched().get(0));
        } else if (problem instanceof MissingParameterException missing) {
            return missing(command, missing.getMissing(), words);
        }
        String message =
                String.valueOf(problem.getMessage()).lines().findFirst().orElse("not understood");
        return Refusal.mistake(
                "usage.invalid", message.replaceFirst("^Error: ", "").replaceFirst("\\.?$", "."), see(command));
    }

    private static Refusal bad(String option, BadValue bad) {
        return Refusal.mistake(
                "usage.bad-value",
                "Cannot read %s: '%s' is %s.".formatted(option, bad.value(), bad.what()),
                bad.remedy());
    }

    private static CommandLine root(CommandLine command) {
        CommandLine parent = command.getParent();
        return parent == null ? command : root(parent);
    }

    /**
     * An option where a command should stand: before the first one, or between two that belong together. What follows
     * would be read in another way than it is meant.
     */
    private static Optional<Refusal> outOfOrder(CommandLine root, List<String> words) {
        String first = words.isEmpty() ? "" : words.get(0);
        if (first.startsWith("-")) {
            return root.getCommandSpec().optionsMap().containsKey(first)
                    ? Optional.empty()
                    : outOfOrder(root, "./waybill", words);
        }
        CommandLine group = root.getSubcommands().get(first);
        return group != null && words.size() > 1 && words.get(1).startsWith("-")
                ? outOfOrder(group, "./waybill " + first, words.subList(1, words.size()))
                : Optional.empty();
    }

    /** Of several words that could be the command, the last is meant: one before may be the value of an option. */
    private static Optional<Refusal> outOfOrder(CommandLine group, String called, List<String> words) {
        return words.stream()
                .filter(group.getSubcommands()::containsKey)
                .reduce((before, word) -> word)
                .map(command -> {
                    List<String> others = new ArrayList<>(words);
                    others.remove(words.lastIndexOf(command));
                    return Refusal.mistake(
                            "usage.order",
                            "Cannot read '%s %s': '%s' must come before its options."
                                    .formatted(called, String.join(" ", words), command),
                            "Write %s %s %s.".formatted(called, command, String.join(" ", others)));
                });
    }

    private static Refusal unknown(CommandLine command, String word) {
        String name = command.getCommandSpec().qualifiedName();
        if (word.startsWith("-")) {
            List<String> options = command.getCommandSpec().options().stream()
                    .map(OptionSpec::longestName)
                    .toList();
            return Refusal.mistake(
                    "usage.unknown-option",
                    "Unknown option '%s' of %s.".formatted(word, name),
                    Suggestion.sentence(word, options));
        } else if (!command.getSubcommands().isEmpty()) {
            return Refusal.mistake(
                    "usage.unknown-command",
                    "Unknown command '%s'.".formatted(word),
                    Suggestion.sentence(word, command.getSubcommands().keySet()));
        }
        return Refusal.mistake(
                "usage.unexpected-word", "Unexpected word '%s' after %s.".formatted(word, name), see(command));
    }

    /** What is missing may be there, misspelt. */
    private static Refusal missing(CommandLine command, List<ArgSpec> missing, List<String> words) {
        Optional<String> unknown = words.stream()
                .filter(word -> word.startsWith("-") && !isOption(command, word))
                .findFirst();
        if (unknown.isPresent()) {
            return unknown(command, unknown.get());
        }
        List<String> names =
                missing.stream().map(UsageProblem::withValue).distinct().toList();
        if (missing.size() == 1
                && missing.get(0) instanceof OptionSpec option
                && List.of(option.names()).stream().anyMatch(words::contains)) {
            return Refusal.mistake(
                    "usage.missing-value",
                    "Cannot read %s of %s: no value follows it."
                            .formatted(
                                    option.longestName(),
                                    command.getCommandSpec().qualifiedName()),
                    "Write %s.".formatted(withValue(option)));
        }
        return Refusal.mistake(
                "usage.missing",
                "Cannot run %s without %s."
                        .formatted(command.getCommandSpec().qualifiedName(), String.join(" and ", names)),
                see(command));
    }

    private static boolean isOption(CommandLine command, String word) {
        Set<String> known = command.getCommandSpec().optionsMap().keySet();
        return known.contains(word.replaceFirst("=.*", ""))
                || known.contains(word.substring(0, Math.min(2, word.length())));
    }

    private static String name(ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() : spec.paramLabel();
    }

    private static String withValue(ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() + " " + option.paramLabel() : spec.paramLabel();
    }

    private static String see(CommandLine command) {
        return "See ./" + command.getCommandSpec().qualifiedName() + " --help.";
    }
}
