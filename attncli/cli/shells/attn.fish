# Completes the words of `attn` in fish. In ~/.config/fish/config.fish:  attn completion fish | source
function __attn_complete
    set -l before (commandline -opc)
    set -l answer (_ATTN_COMPLETE=fish $before[1] $before[2..-1] (commandline -ct) 2>/dev/null </dev/null)
    if test "$answer[1]" = files
        __fish_complete_path (commandline -ct)
    else
        set -e answer[1]
        string join -- \n $answer
    end
end
complete --command attn --no-files --arguments '(__attn_complete)'
