package io.mailsender.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The arguments of sendmail, as picocli can read them.
 *
 * <p>Long options, which say where the daemon is, come first. After another argument they are refused: a web program may pass what a
 * visitor typed as an argument, as programs did with the fifth parameter of PHP's {@code mail()}, and {@code --url} would show the mail and
 * the API key to a stranger.
 */
final class SendmailArguments {

    private static final String END = "--";
    private static final Set<String> FLAGS = Set.of("--json", "--help", "--version", "--stacktrace");

    private static final Set<String> COMMON = Set.of("-h", "--help", "-V", "--version", "-x", "--stacktrace");

    private SendmailArguments() {}

    /**
     * Returns the arguments for picocli.
     *
     * @param args the first one is the command's name
     * @throws IllegalArgumentException if a long option comes too late
     */
    static String[] forPicocli(String... args) {
        List<String> all = new ArrayList<>(List.of(args[0]));
        boolean value = false;
        boolean early = true;
        boolean options = true;
        for (String arg : List.of(args).subList(1, args.length)) {
            boolean isLong = options && arg.startsWith(END) && !value;
            if (isLong && arg.equals(END)) {
                options = false;
            } else if (isLong && !early) {
                throw new IllegalArgumentException(
                        arg + ": options with two dashes must come before all other arguments");
            }
            early = early && (isLong || value);
            value = isLong && early && !FLAGS.contains(arg) && !arg.contains("=");
            // Without a value, picocli would take the next argument for one.
            all.add(options && (arg.equals("-q") || arg.equals("-qf")) ? "-qall" : arg);
        }
        return all.toArray(String[]::new);
    }

    /** Whether this is a call of sendmail without an option that all commands share, such as {@code --help}. */
    static boolean areUsual(String... args) {
        return args.length > 0
                && args[0].equals("sendmail")
                && List.of(args).stream().noneMatch(COMMON::contains);
    }
}
