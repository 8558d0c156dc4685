package dev.waybill.pipelines.cli;

import dev.waybill.common.conf.Suggestion;
import dev.waybill.common.refusal.Refusal;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with the words of a command line. */
final class UsageProblem {

    private UsageProblem() {}

    static Refusal of(ParameterException problem) {
        CommandLine command = problem.getCommandLine();
        if (problem instanceof UnmatchedArgumentException unmatched) {
            return unknown(command, unmatched.getUnmatched().get(0));
        } else if (problem instanceof MissingParameterException missing) {
            return missing(command, missing.getMissing());
        }
        String message =
                String.valueOf(problem.getMessage()).lines().findFirst().orElse("not understood");
        return Refusal.mistake("usage.invalid", message.replaceFirst("\\.?$", "."), see(command));
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

    private static Refusal missing(CommandLine command, List<ArgSpec> missing) {
        List<String> names = missing.stream().map(UsageProblem::name).distinct().toList();
        return Refusal.mistake(
                "usage.missing",
                "Cannot run %s without %s."
                        .formatted(command.getCommandSpec().qualifiedName(), String.join(" and ", names)),
                see(command));
    }

    private static String name(ArgSpec spec) {
        return spec instanceof OptionSpec option ? option.longestName() + " " + option.paramLabel() : spec.paramLabel();
    }

    private static String see(CommandLine command) {
        return "See ./" + command.getCommandSpec().qualifiedName() + " --help.";
    }
}
