#!/usr/bin/env bash
# Signs up, makes a team, listens, sends a line and a file. Needs bash 4.4 and curl 7.76.
#   NATTER_URL  http://host:port
set -euo pipefail
url=${NATTER_URL:-http://127.0.0.1:8080}
host=${url#http://}
name=ada-$(date +%s)-$RANDOM

# A text of an answer, by its name; the id of what was made, from its Location.
text() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
made() { sed -n 's/^[Ll]ocation:.*\/\([^/?[:space:]]*\).*/\1/p'; }
json=(-H 'Content-Type: application/json')
post() { curl -sS --fail-with-body "${json[@]}" -X POST "$url$1" -d "$2" "${@:3}"; }

# 1. An account, and a token that is good for 15 minutes.
password=$(head -c 18 /dev/urandom | base64)
account="{\"name\":\"Ada\",\"email\":\"$name@example.com\",\"password\":\"$password\"}"
token=$(post /v1/auth/signup "$account" | text token)
me=(-H "Authorization: Bearer $token")

# 2. A team. Sent again with the same Idempotency-Key it would be the same team.
team=$(post /v1/teams '{"name":"Garden"}' "${me[@]}" -H "Idempotency-Key: team-$name" -i | made)
echo "team $team"

# 3. The socket: a GET that becomes a websocket (RFC 6455). The first frame is hello; caught_up
# says that whatever comes from now on is new. What comes is read by a second process.
frame() { # opcode, then at least 126 bytes of JSON, or none
  local LC_ALL=C data=${2-} out='' i byte
  local mask=($((RANDOM & 255)) $((RANDOM & 255)) $((RANDOM & 255)) $((RANDOM & 255)))
  local size=(254 $((${#data} >> 8)) $((${#data} & 255)))
  [ -n "$data" ] || size=(128)
  printf -v out '\\x%02x' "$1" "${size[@]}" "${mask[@]}"
  for ((i = 0; i < ${#data}; i++)); do
    printf -v byte %d "'${data:i:1}"
    printf -v out '%s\\x%02x' "$out" $((byte ^ mask[i % 4]))
  done
  printf "$out" >&3
}
bytes() { dd bs=1 count="$1" <&3 2>/dev/null; }
listen() {
  local head opcode size
  while head=$(bytes 2 | od -An -tu1) && read -r opcode size <<<"$head"; do
    [ "$size" -ne 126 ] || size=$(($(bytes 2 | od -An -tu1 | sed 's/\([0-9]\) /\1*256+/')))
    case $opcode in
      129) bytes "$size" && echo ;;
      137) bytes "$size" >/dev/null && frame 138 ;;
      *) return ;;
    esac
  done
}
exec 3<>"/dev/tcp/${host%:*}/${host##*:}"
printf 'GET /ws HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' "$host" >&3
key=$(head -c 16 /dev/urandom | base64)
printf 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n' "$key" >&3
while IFS= read -r line <&3 && [ "$line" != $'\r' ]; do :; done
frame 129 "{\"op\":\"hello\",\"token\":\"$token\"}"
exec 4< <(listen)
hear() { # the next frame with this op
  while IFS= read -r line <&4; do [[ $line != *"\"op\":\"$1\""* ]] || return 0; done
  return 1
}
hear caught_up

# 4. A line to everybody in the team. Its seq is its place in the team's log.
post "/v1/channels/$team/messages" '{"to":"*","type":"text","data":"The roses need water."}' \
  "${me[@]}" -H "Idempotency-Key: line-$name" -o /dev/null

# 5. A file: ask for an address, put the bytes there, send its id.
size=$(wc -c <"$0" | tr -d ' ')
wish="{\"name\":\"a.sh\",\"content_type\":\"text/plain\",\"size\":$size,\"channel_id\":\"$team\"}"
answer=$(post /v1/attachments "$wish" "${me[@]}" -i)
file=$(made <<<"$answer")
curl -sS --fail-with-body -T "$0" -H 'Content-Type: text/plain' "$(text url <<<"$answer")"
post "/v1/channels/$team/messages" "{\"to\":\"*\",\"type\":\"file\",\"data\":\"$file\"}" \
  "${me[@]}" -o /dev/null

# 6. Both come over the socket, as to everybody else in the team.
for _ in 1 2; do
  hear message
  echo "heard $(text data <<<"$line")"
done
frame 136
wait $!
