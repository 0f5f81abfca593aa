// Sends the mail on standard input with net/smtp. Environment: see client.py.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/smtp"
	"os"
	"strings"
)

// login is what programs in Go write for AUTH LOGIN, which net/smtp lacks.
type login struct{ user, password string }

func (l login) Start(*smtp.ServerInfo) (string, []byte, error) { return "LOGIN", nil, nil }

func (l login) Next(challenge []byte, more bool) ([]byte, error) {
	switch {
	case !more:
		return nil, nil
	case string(challenge) == "Username:":
		return []byte(l.user), nil
	case string(challenge) == "Password:":
		return []byte(l.password), nil
	}
	return nil, errors.New("unknown challenge: " + string(challenge))
}

func send() error {
	host := os.Getenv("HOST")
	address := host + ":" + os.Getenv("PORT")
	pem, err := os.ReadFile(os.Getenv("CA"))
	if err != nil {
		return err
	}
	authorities := x509.NewCertPool()
	authorities.AppendCertsFromPEM(pem)
	config := &tls.Config{RootCAs: authorities, ServerName: host}
	var client *smtp.Client
	if os.Getenv("MODE") == "implicit" {
		connection, err := tls.Dial("tcp", address, config)
		if err != nil {
			return err
		}
		client, err = smtp.NewClient(connection, host)
		if err != nil {
			return err
		}
	} else if client, err = smtp.Dial(address); err != nil {
		return err
	}
	defer client.Close()
	if os.Getenv("MODE") == "starttls" {
		if err := client.StartTLS(config); err != nil {
			return err
		}
	}
	var auth smtp.Auth = smtp.PlainAuth("", "shop", os.Getenv("KEY"), host)
	if os.Getenv("AUTH") == "login" {
		auth = login{"shop", os.Getenv("KEY")}
	}
	if err := client.Auth(auth); err != nil {
		return err
	}
	if err := client.Mail(os.Getenv("SENDER")); err != nil {
		return err
	}
	for _, recipient := range strings.Fields(os.Getenv("RECIPIENTS")) {
		if err := client.Rcpt(recipient); err != nil {
			return err
		}
	}
	data, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := io.Copy(data, os.Stdin); err != nil {
		return err
	}
	if err := data.Close(); err != nil {
		return err
	}
	return client.Quit()
}

func main() {
	if err := send(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
