namespace MesosOrleans.Cli.Completion;

/// <summary>What each shell needs so that it asks <c>mesos</c> how a command line may go on. Pure.</summary>
internal static class CompletionScripts
{
    public static readonly string[] Shells = ["bash", "zsh", "fish"];

    // The line is read anew, since bash would take it apart at = and : too.
    private const string Bash = """
        _mesos() {
            local -a words
            local line="${COMP_LINE:0:COMP_POINT}" word summary
            read -ra words <<< "$line"
            [[ "$line" == *[[:space:]] ]] && words+=("")
            COMPREPLY=()
            while IFS=$'\t' read -r word summary; do
                COMPREPLY+=("$word")
            done < <("${words[0]}" completion words -- "${words[@]:1}" 2> /dev/null)
            [[ ${#COMPREPLY[@]} -eq 1 && "${COMPREPLY[0]}" == *= ]] && { compopt -o nospace 2> /dev/null || :; }
            return 0
        }
        complete -o default -F _mesos mesos

        """;

    private const string Zsh = """
        #compdef mesos
        _mesos() {
            local word summary
            local -a whole whole_summaries open open_summaries
            while IFS=$'\t' read -r word summary; do
                if [[ $word == *= ]]; then
                    open+=("$word") open_summaries+=("$word  $summary")
                else
                    whole+=("$word") whole_summaries+=("$word  $summary")
                fi
            done < <(${words[1]} completion words -- "${(@)words[2,CURRENT]}" 2> /dev/null)
            if (( ! $#whole && ! $#open )); then
                _files
                return
            fi
            (( $#whole )) && compadd -l -d whole_summaries -a whole
            (( $#open )) && compadd -l -S '' -d open_summaries -a open
            return 0
        }
        compdef _mesos mesos

        """;

    private const string Fish = """
        function __mesos_words
            set -l words (commandline -opc)
            $words[1] completion words -- $words[2..-1] (commandline -ct) 2> /dev/null
        end
        complete -c mesos -e
        complete -c mesos -f -a '(__mesos_words)'
        complete -c mesos -F -n '__fish_seen_subcommand_from batch'

        """;

    /// <summary>The script of a shell; null if it is none of <see cref="Shells"/>.</summary>
    public static string? For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => null,
    };
}
